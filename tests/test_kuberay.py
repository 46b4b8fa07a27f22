"""The manifest for KubeRay has the fields that `ray.io/v1` requires; the operator itself is not run."""

import tomllib
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
import yaml

from explainer.web.command_line import gatescope

ROOT = Path(__file__).parent.parent
MANIFEST = yaml.safe_load((ROOT / "docs" / "kuberay.yaml").read_text())
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
QUANTITIES = {"type": "object", "additionalProperties": {"type": "string", "pattern": r"^[0-9]+(Mi|Gi|m)?$"}}
CONTAINER = {
    "type": "object", "required": ["name", "image", "resources"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9-]{1,63}$"}, "image": {"type": "string"},
        "command": {"type": "array", "items": {"type": "string"}},
        "env": {"type": "array", "items": {**TEXTS, "required": ["name", "value"]}},
        "ports": {"type": "array", "items": {
            "type": "object", "required": ["containerPort"],
            "properties": {"containerPort": {"type": "integer"}, "name": {"type": "string", "maxLength": 15}},
            "additionalProperties": False,
        }},
        "resources": {"type": "object", "properties": {"requests": QUANTITIES, "limits": QUANTITIES},
                      "additionalProperties": False},
        "volumeMounts": {"type": "array", "items": {**TEXTS, "required": ["name", "mountPath"]}},
    },
    "additionalProperties": False,
}  # fmt: skip
TEMPLATE = {
    "type": "object", "required": ["spec"], "additionalProperties": False,
    "properties": {"spec": {
        "type": "object", "required": ["containers"], "additionalProperties": False,
        "properties": {"containers": {"type": "array", "minItems": 1, "items": CONTAINER},
                       "volumes": {"type": "array", "items": {"type": "object", "required": ["name"]}}},
    }},
}  # fmt: skip
SCHEMA = {
    "type": "object", "required": ["apiVersion", "kind", "metadata", "spec"], "additionalProperties": False,
    "properties": {
        "apiVersion": {"const": "ray.io/v1"}, "kind": {"const": "RayCluster"},
        "metadata": {**TEXTS, "required": ["name"]},
        "spec": {
            "type": "object", "required": ["headGroupSpec"], "additionalProperties": False,
            "properties": {
                "rayVersion": {"type": "string"},
                "headGroupSpec": {
                    "type": "object", "required": ["rayStartParams", "template"], "additionalProperties": False,
                    "properties": {"rayStartParams": TEXTS, "template": TEMPLATE},
                },
                "workerGroupSpecs": {"type": "array", "items": {
                    "type": "object", "additionalProperties": False,
                    "required": ["groupName", "minReplicas", "maxReplicas", "rayStartParams", "template"],
                    "properties": {
                        "groupName": {"type": "string"}, "replicas": {"type": "integer"},
                        "minReplicas": {"type": "integer"}, "maxReplicas": {"type": "integer"},
                        "rayStartParams": TEXTS, "template": TEMPLATE,
                    },
                }},
            },
        },
    },
}  # fmt: skip
"""Of the fields of KubeRay's types and of a pod those that we use, and what each requires."""
HEAD = MANIFEST["spec"]["headGroupSpec"]
PODS = [HEAD["template"]["spec"], *(group["template"]["spec"] for group in MANIFEST["spec"]["workerGroupSpecs"])]


def test_it_has_what_the_schema_requires():
    jsonschema.validate(MANIFEST, SCHEMA)


@pytest.mark.parametrize("missing", ["rayStartParams", "template"])
def test_the_schema_finds_what_is_missing(missing):
    head = {key: value for key, value in HEAD.items() if key != missing}
    with pytest.raises(jsonschema.ValidationError, match=f"'{missing}' is a required property"):
        jsonschema.validate({**MANIFEST, "spec": {**MANIFEST["spec"], "headGroupSpec": head}}, SCHEMA)


def test_every_volume_that_is_mounted_is_there():
    for pod in PODS:
        mounted = {mount["name"] for one in pod["containers"] for mount in one.get("volumeMounts", ())}
        assert mounted == {volume["name"] for volume in pod.get("volumes", ())}


def test_versions_and_options_are_those_of_the_project():
    own = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {one["image"].rpartition(":")[2] for pod in PODS for one in pod["containers"]} == {own}
    assert MANIFEST["spec"]["rayVersion"] == version("ray")
    assert f"rayproject/ray:{version('ray')}-py311" in (ROOT / "docs" / "cluster.md").read_text()
    command = PODS[0]["containers"][1]["command"]
    known = {option for one in gatescope.params for option in one.opts}
    assert command[0] == "gatescope" and {one for one in command if one.startswith("--")} <= known
    assert ("--ray", "auto") in list(pairwise(command))


def test_nothing_is_reported_to_anybody():
    for pod in PODS:
        assert all({"name": "RAY_USAGE_STATS_ENABLED", "value": "0"} in one["env"] for one in pod["containers"])
