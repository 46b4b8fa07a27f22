import io
import random
import zipfile

import pytest

from explainer.inputs.zip_members import DAMAGED, LimitedReads


def archive(files: int = 3) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for k in range(files):
            file.writestr(f"{k}.txt", b"x" * k)
    return out.getvalue()


class TooLong(Exception):
    pass


def limited(most: int):
    def check(size: int) -> None:
        if size > most:
            raise TooLong(size)

    return check


def test_a_directory_is_read_as_without_limits():
    with zipfile.ZipFile(LimitedReads(archive(), limited(10**6))) as file:
        assert file.namelist() == ["0.txt", "1.txt", "2.txt"] and file.read("2.txt") == b"xx"


def test_a_long_directory_is_refused_before_it_is_read():
    data = archive(3000)
    with pytest.raises(TooLong):
        zipfile.ZipFile(LimitedReads(data, limited(70_000)))
    assert len(zipfile.ZipFile(io.BytesIO(data)).namelist()) == 3000


def test_whatever_is_damaged_raises_one_of_the_errors_that_are_expected():
    data = archive()
    generator = random.Random(0)
    for _ in range(300):
        changed = bytearray(data[: generator.randrange(1, len(data))] if generator.random() < 0.5 else data)
        for _ in range(generator.randrange(1, 6)):
            changed[generator.randrange(len(changed))] = generator.randrange(256)
        try:
            with zipfile.ZipFile(LimitedReads(bytes(changed), limited(10**6))) as file:
                file.infolist()
        except (*DAMAGED, TooLong):
            pass
