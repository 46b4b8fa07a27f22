"""What a step of a lesson can point at: names, and the elements of the page that they mean."""

import re
from collections.abc import Mapping

LOOK_TARGETS: Mapping[str, str] = {
    # every page
    "controls": '[data-testid="stSidebar"]',
    "more settings": '[data-testid="stSidebar"] [data-testid="stExpander"]',
    "figure": ".st-key-figure",
    # the stage: Cell and Write a cell
    "stage": ".gs-stage .gs-main",
    "timeline": ".gs-timeline",
    "player": ".gs-stage .gs-transport",
    "operations": ".gs-operations",
    "matrix button": ".gs-open-matrix",
    "diagram": ".gs-diagram",
    "operation": ".gs-panel",
    "maps": ".gs-overviews",
    "hold": ".gs-hold-control",
    "changes": ".gs-changes",
    "loss": ".gs-loss",
    "backward": ".gs-backward-panel",
    "editor": ".gs-editor",
    # the board: Sequence, Gradients, Your model, Inspect
    "strip": ".gs-strip",
    "sliders": ".gs-sliders",
    "equations": ".gs-formulas",
    "facts": ".gs-facts",
    # Compare
    "cells": '[class*="st-key-compare"]',
    "fading": ".st-key-fading",
    # Train
    "training": ".gs-toolbar",
    "samples": ".gs-samples",
    "comparison": ".gs-comparison",
    "configuration": ".gs-configuration",
    # Write and Units
    "written": ".gs-written",
    "ranking": ".st-key-ranking",
    "brush": ".gs-brush-text",
    # Lab
    "lab curves": ".st-key-lab_lines",
    "lab maps": ".st-key-lab_maps",
    "remaining": ".st-key-answer_remaining",
    "causes": ".st-key-answer_causes",
    "relief": ".st-key-relief",
    "plan": ".st-key-plan",
    "arrows": ".st-key-arrows",
    "falling": ".st-key-falling",
    "rolling": ".st-key-rolling",
    # By hand: its sections, and the sentence above them that says whether the loss falls
    "section outcome": ".st-key-answer_outcome",
    "section forward": ".st-key-section_forward",
    "section loss": ".st-key-section_loss",
    "section output": ".st-key-section_output",
    "section backward": ".st-key-section_backward",
    "section sums": ".st-key-section_sums",
    "section update": ".st-key-section_update",
    "section again": ".st-key-section_again",
    # Shapes and Cell library
    "module": ".st-key-module",
    "predictions": '[data-testid="stForm"]',
    "answers": ".st-key-answers",
    "differences": ".st-key-differences",
    # Claims and Write a claim
    "claims": ".st-key-claim_list",
    "filters": ".st-key-claim_filters",
    "claim": ".st-key-claim",
    "claim question": ".st-key-claim_question",
    "claim results": ".st-key-claim_results",
    "conditions": ".st-key-conditions",
    "rule": ".st-key-claim_rule",
}
"""The CSS selector of each target by its name."""
FAMILIES: Mapping[str, str] = {
    "control": ".st-key-{}",
    "value": '.gs-handle[data-key="belt/{0}"], .gs-handle[data-key="below/{0}"]',
    "operation": '.gs-group[aria-label="{}"]',
    "chart": '.gs-card[data-key="{}"]',
}
"""Targets of which there are many: a widget by its key, a value in the stage's diagram ("value:f", "value:c_prev"), the
operations of an equation ("operation:f"), and a chart of a board or of Train by its key ("chart:h", "chart:loss")."""


def look_target(name: str) -> str:
    """Return the CSS selector of a target: one of LOOK_TARGETS, or one of FAMILIES with a key, "control:seed".

    Raises KeyError where there is no such target.
    """
    family, _, key = name.partition(":")
    if not key:
        return LOOK_TARGETS[name]
    if family == "control":
        key = re.sub(r"[^\w-]", "-", key)  # as Streamlit does for its classes
    return FAMILIES[family].format(key.replace('"', ""))
