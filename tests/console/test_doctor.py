"""What the doctor says of the machine that it stands on."""

from console import doctor


def test_packages_that_are_locked_once_for_each_range_of_pythons_are_compared_with_ours() -> None:
    finding = doctor._packages()  # noqa: SLF001 - one finding of many
    assert finding.ok, finding.sentence_vi
