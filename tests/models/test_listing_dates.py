"""Dates and periods as lists write them: as exact as they are, and no more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from models.listing.dates import PartialDate, Period, parse_date, parse_period


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("ngày 24/5/2011", "2011-05-24"),
        ("21/11/2022", "2022-11-21"),
        ("27/6/2018", "2018-06-27"),
        ("T6, 01/09/2017 - 08:58", "2017-09-01"),
        ("Thứ sáu, 01/09/2017", "2017-09-01"),
        ("CN, 03/09/2017", "2017-09-03"),
        ("09:09, 09/09/2015", "2015-09-09"),
        ("3/15/2019 12:00:00 AM", "2019-03-15"),
        ("15/3/2019 12:00:00 AM", "2019-03-15"),
        ("3/3/2019 12:00:00 AM", "2019-03-03"),
        ("24.5.2011", "2011-05-24"),
        ("24-5-2011", "2011-05-24"),
        ("ngày 24 tháng 5 năm 2011", "2011-05-24"),
        ("24/5 năm 2011", "2011-05-24"),
        ("29/02/2020", "2020-02-29"),
        ("2007-11-30", "2007-11-30"),
        ("2007-11-30 00:00:00", "2007-11-30"),
        ("2007-11-30T00:00:00", "2007-11-30"),
        ("2015-06", "2015-06"),
        ("5/2011", "2011-05"),
        ("05/2011", "2011-05"),
        ("tháng 5/2011", "2011-05"),
        ("Tháng 5 năm 2011", "2011-05"),
        ("T5/2011", "2011-05"),
        ("2011", "2011"),
        ("năm 2011", "2011"),
        ("Năm 2011.", "2011"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(text, iso):
    found = parse_date(text)
    assert found is not None
    assert found.iso() == iso


@pytest.mark.parametrize("text", ["", " ", "-", "–", "...", "không rõ", "chưa có", "N/A"])
def test_a_blank_is_no_date_and_no_fault(text):
    assert parse_date(text) is None
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("08-12", "thiếu năm"),
        ("Ngày 4.12", "thiếu năm"),
        ("tháng 5", "thiếu năm"),
        ("11/8/20203", "quá nhiều chữ số"),
        ("19/8/8021", "Năm 8021 không hợp lý"),
        ("24/5/11", "đủ bốn chữ số"),
        ("31/02/2020", "Không có ngày 31 trong tháng 2/2020"),
        ("29/2/2019", "Không có ngày 29"),
        ("31/4/2020", "Không có ngày 31"),
        ("0/5/2020", "Không có ngày 0"),
        ("13/2020", "Không có tháng 13"),
        ("12/25/2019", "đảo chỗ"),
        ("25/25/2019", "Không có tháng 25"),
        ("3/5/2019 12:00:00 AM", "không rõ 3 hay 5 là tháng"),
        ("43539", "Hãy ghi ngày/tháng/năm"),
        ("hôm qua", "Hãy ghi ngày/tháng/năm"),
        ("1850", "Năm 1850 không hợp lý"),
    ],
)
def test_an_impossible_date_is_refused_with_what_is_wrong_and_what_is_shown(text, says):
    with pytest.raises(BadInput) as refusal:
        parse_date(text)
    (reason,) = refusal.value.reasons
    assert says in reason
    assert text in reason


@given(st.dates(date(1960, 1, 1), date(2059, 12, 31)))
def test_any_day_is_read_back_from_the_way_it_is_written(day):
    written = f"{day:%d/%m/%Y}"
    found = parse_date(written)
    assert found is not None
    assert found.exact() == day
    assert str(found) == written
    assert parse_date(day.isoformat()) == found
    assert parse_date(f"ngày {day.day}/{day.month}/{day.year}") == found


@pytest.mark.parametrize(
    ("known", "first", "last", "shown"),
    [
        (PartialDate(2007), date(2007, 1, 1), date(2007, 12, 31), "2007"),
        (PartialDate(2008, 2), date(2008, 2, 1), date(2008, 2, 29), "02/2008"),
        (PartialDate(2008, 2, 3), date(2008, 2, 3), date(2008, 2, 3), "03/02/2008"),
    ],
)
def test_a_partial_date_knows_the_first_and_the_last_day_it_can_be(known, first, last, shown):
    assert (known.earliest(), known.latest(), str(known)) == (first, last, shown)


def test_a_month_is_no_day():
    assert PartialDate(2008, 2).exact() is None


@pytest.mark.parametrize(
    ("text", "start", "end", "months"),
    [
        ("Từ tháng 8/2008 - 9/2010", "2008-08", "2010-09", 26),
        ("từ tháng 5/2011 đến tháng 4/2014", "2011-05", "2014-04", 36),
        ("từ tháng 9/2015 đến tháng 02/2017", "2015-09", "2017-02", 18),
        ("7/2006-10/2007", "2006-07", "2007-10", 16),
        ("07/2006 – 10/2007", "2006-07", "2007-10", 16),
        ("2018-2020", "2018", "2020", None),
        ("2020-2022", "2020", "2022", None),
        ("2004 - 2006", "2004", "2006", None),
        ("2019–2020", "2019", "2020", None),
        ("năm 2020 - 2021", "2020", "2021", None),
        ("Từ năm 2020 đến năm 2022", "2020", "2022", None),
        ("01/01/2020 - 31/12/2021", "2020-01-01", "2021-12-31", 24),
        ("từ ngày 01/6/2020 đến ngày 31/5/2022", "2020-06-01", "2022-05-31", 24),
        ("Tháng 5 năm 2020 - tháng 6 năm 2021", "2020-05", "2021-06", 14),
        ("từ ngày 1 tháng 5 năm 2020 đến ngày 30 tháng 4 năm 2021", "2020-05-01", "2021-04-30", 12),
        ("từ tháng 3 đến tháng 12/2020", "2020-03", "2020-12", 10),
        ("24 tháng", None, None, 24),
        ("12 tháng", None, None, 12),
        ("18 tháng", None, None, 18),
        ("2 năm", None, None, 24),
        ("Trong 18 tháng", None, None, 18),
        ("từ năm 2022", "2022", None, None),
        ("Bắt đầu từ tháng 5/2022", "2022-05", None, None),
        ("từ 5/2022 đến nay", "2022-05", None, None),
        ("24 tháng (từ 5/2021 đến 4/2023)", "2021-05", "2023-04", 24),
        ("từ tháng 5/2021 đến tháng 4/2023 (24 tháng)", "2021-05", "2023-04", 24),
        ("24 tháng (2020-2022)", "2020", "2022", 24),
        ("12 tháng, từ tháng 5/2020", "2020-05", None, 12),
        ("Thời gian thực hiện: 2019-2020", "2019", "2020", None),
        ("2021", "2021", None, None),
        ("2008-08", "2008-08", None, None),
    ],
)
def test_a_period_is_read_as_far_as_it_is_written(text, start, end, months):
    found = parse_period(text)
    assert found is not None
    assert (found.start.iso() if found.start else None) == start
    assert (found.end.iso() if found.end else None) == end
    assert found.months == months
    assert not found.approximate


@pytest.mark.parametrize("text", ["gần 18 tháng", "khoảng 18 tháng", "hơn 18 tháng"])
def test_about_is_kept_as_about(text):
    found = parse_period(text)
    assert found == Period(months=18, approximate=True)
    assert str(found) == "khoảng 18 tháng"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("10/2007-7/2006", "đứng trước thời gian bắt đầu"),
        ("2020-2018", "đứng trước thời gian bắt đầu"),
        ("từ tháng 12 đến tháng 3/2020", "đứng trước thời gian bắt đầu"),
        ("5/2021-4/2023, 12 tháng", "là 24 tháng, nhưng danh sách ghi 12 tháng"),
        ("13/2020-12/2021", "Không có tháng 13"),
        ("2020-20221", "Hãy ghi như"),
        ("0 tháng", "không hợp lý"),
        ("999 tháng", "không hợp lý"),
        ("vài năm", "Hãy ghi như"),
        ("từ năm 8021", "không hợp lý"),
        ("31/02/2020 - 31/12/2020", "Không có ngày 31"),
    ],
)
def test_an_impossible_period_is_refused_with_a_sentence(text, says):
    with pytest.raises(BadInput) as refusal:
        parse_period(text)
    assert says in refusal.value.reasons[0]


@pytest.mark.parametrize(
    ("period", "last"),
    [
        (Period(PartialDate(2006, 7), PartialDate(2007, 10)), date(2007, 10, 31)),
        (Period(PartialDate(2020), PartialDate(2022)), date(2022, 12, 31)),
        (Period(PartialDate(2020, 5), months=12), date(2021, 4, 30)),
        (Period(PartialDate(2020, 5, 15), months=12), date(2021, 5, 14)),
        (Period(PartialDate(2020), months=12), None),
        (Period(months=12), None),
        (Period(PartialDate(2020)), None),
    ],
)
def test_the_last_day_of_a_period_is_known_only_where_it_follows(period, last):
    assert period.ends_by() == last
    assert period.is_over(date(2030, 1, 1)) is (None if last is None else True)


def test_a_period_is_not_over_on_its_last_day():
    period = Period(PartialDate(2020), PartialDate(2022))
    assert period.is_over(date(2022, 12, 31)) is False
    assert period.is_over(date(2023, 1, 1)) is True
