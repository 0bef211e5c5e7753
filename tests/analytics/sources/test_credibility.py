"""The rules for doubtful posts: by hand, and against posts labelled by a reader.

**The label.** `labelled_posts.csv` says for 750 posts whether a careful job counsellor would tell a beginner not to
believe the pay (`bait` = 1): because the same firm, or a series of firms, offers one pay well above the usual for
unrelated kinds of beginners' work; because the pay is many times what such work fetches and nothing in the title, the
skills or the firm explains it; or because the range says nothing (its high end is five times the low or more, or it is
plainly a slip of the keys). Not bait: high pay for scarce skills, senior work, specialist doctors; commission in
sales; a believable pay in an otherwise dubious post. Each post was read with its title, firm, skills, place, pay,
experience, and how often firm and range occur; the file keeps numbers only.

**The sample.** 470 posts were drawn at random within eight strata before the rules were written: 130 of them plainly at
random from all paid posts, the rest from strata where bait is likely. `weight` is the number of posts of the
stratum that a labelled one stands for, so weighted shares estimate the whole. Thresholds were tuned on the posts whose
id ends in an even digit only. Two more samples were drawn at random from the posts in doubt, to measure precision
closely: "found, first" (120 posts) led to four changes; "found, again" (100 posts) was drawn when the rules stood.
"one range, again" holds one post for each of 60 ranges, drawn at random from the 112 that one firm repeats for
beginners at least five times, 1.75 times the typical pay or more, and that the rules did not find before they knew
such series.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analytics.model import NOT_STATED, Experience
from analytics.reading.fields.titles import ROLES
from analytics.reading.packaged import resource
from analytics.sources.credibility import (
    BAIT_SERIES,
    CLERICAL,
    COLUMNS,
    COMMISSION,
    DOUBTS,
    FAR_ABOVE,
    IMPLAUSIBLE,
    NO_DOUBT,
    REPEAT,
    SPECIALISTS,
    doubts,
)
from analytics.sources.employers import firm_key

HOME, OFFICE = "Work from home", "Office"
FRESHER = Experience.FRESHER.value
WORK = {
    "Data entry operator": "Office & administration",
    "Telecaller": "BPO & customer support",
    "HR executive": "Human resources",
    "Graphic designer": "Design & media",
    "Accountant": "Accounting & finance",
    "Web developer": "IT & software",
}


def post(role="Telecaller", low=240_000, high=None, firm="A", place="Pune", experience=FRESHER, **more) -> dict:
    return {
        "title": role,
        "firm": firm,
        "location": place,
        "city": place,
        "role": role,
        "sector": WORK.get(role, "Sales"),
        "experience": experience,
        "work_mode": HOME if place == HOME else OFFICE,
        "pay_low": low,
        "pay_high": high or low,
        "posted": pd.Timestamp("2026-01-01"),
        **more,
    }


ORDINARY = [post(role, firm=f"{role} {number}") for role in WORK for number in range(8)]
"""Eight offices for each kind of work, all at 2.4 lakh: the typical pay."""


def reasons(*posts: dict) -> list[str]:
    doubt_of = doubts(pd.DataFrame([*posts, *ORDINARY]))
    assert (doubt_of.iloc[len(posts) :] == NO_DOUBT).all()
    return doubt_of.iloc[: len(posts)].tolist()


class TestByHand:
    def test_a_repeat_is_kept_once(self) -> None:
        # Same firm, place, pay and experience; the aside in the title makes no other post, another place does.
        early = post(posted=pd.Timestamp("2025-12-31"))
        later = post(title="Telecaller (urgent hiring)", posted=pd.Timestamp("2026-02-01"))
        assert reasons(later, early, post(place="Delhi"), post(firm="B")) == [REPEAT, NO_DOUBT, NO_DOUBT, NO_DOUBT]

    def test_the_same_offer_in_other_words_is_a_repeat(self) -> None:
        # Another title for the same role, firm, place and pay; at another place it is an offer there.
        first, repeat = post(posted=pd.Timestamp("2025-12-31")), post(title="Caller (night shift)", firm="a pvt. ltd.")
        assert reasons(first, repeat, post(title="Caller", place="Delhi")) == [NO_DOUBT, REPEAT, NO_DOUBT]
        unread = [post(role=NOT_STATED, title=title) for title in ("Ninja", "Rock star")]
        assert reasons(*unread) == [NO_DOUBT, NO_DOUBT], "a role that is not stated makes no two posts alike"

    def test_a_range_that_says_nothing(self) -> None:
        # 200,000–1,000,000: five times. 200,000–990,000: 4.95 times, middle 5.95 lakh = 2.5 times the typical pay.
        assert reasons(post(low=200_000, high=1_000_000), post(low=200_000, high=990_000)) == [IMPLAUSIBLE, NO_DOUBT]

    def test_below_the_lowest_pay_of_the_site(self) -> None:
        assert reasons(post(low=199_999), post(low=200_000, firm="B")) == [IMPLAUSIBLE, NO_DOUBT]

    def test_a_slip_by_a_factor_of_ten(self) -> None:
        # Typical 2.4 lakh: 24 lakh is ten times, 17 lakh 7.1 times, 16 lakh 6.7 times.
        assert reasons(post(low=2_400_000), post(low=1_700_000, firm="B"), post(low=1_600_000, firm="C")) == [
            IMPLAUSIBLE,
            FAR_ABOVE,
            NO_DOUBT,
        ]

    def test_clerical_work_from_home(self) -> None:
        # 4.0 lakh is 1.67 times the typical 2.4; at an office, or for a web developer, nothing is wrong with it.
        entry = "Data entry operator"
        assert reasons(
            post(entry, 400_000, place=HOME),
            post(entry, 380_000, firm="B", place=HOME),
            post(entry, 400_000, firm="C"),
            post("Web developer", 400_000, firm="D", place=HOME),
        ) == [FAR_ABOVE, NO_DOUBT, NO_DOUBT, NO_DOUBT]

    @pytest.mark.slow
    def test_one_pay_for_unrelated_work_from_home(self) -> None:
        # Three sectors at 4.5 lakh, 1.875 times the typical pay.
        roles = ["Telecaller", "HR executive", "Graphic designer"]
        assert reasons(*[post(role, 450_000, place=HOME) for role in roles]) == [BAIT_SERIES] * 3
        assert reasons(*[post(role, 450_000) for role in roles]) == [NO_DOUBT] * 3, "the same at an office"
        assert reasons(*[post(role, 410_000, place=HOME) for role in roles]) == [NO_DOUBT] * 3, "1.71 times"
        assert reasons(*[post(role, 450_000, place=HOME, firm=role) for role in roles]) == [NO_DOUBT] * 3, "three firms"

    def test_a_firm_of_one_trade_may_pay_well(self) -> None:
        # Three posts in four are for telecallers: more than two thirds.
        roles = ["Telecaller"] * 6 + ["HR executive", "Graphic designer"]
        posts = [post(role, 450_000, place=HOME, title=f"{role} {number}") for number, role in enumerate(roles)]
        assert reasons(*posts) == [NO_DOUBT, *[REPEAT] * 5, NO_DOUBT, NO_DOUBT]

    def test_a_range_that_three_firms_repeat(self) -> None:
        # 3.6–4.8 lakh: 1.75 times the typical pay, each firm for two roles of two sectors: one firm alone is no series.
        pair = ["Telecaller", "Web developer"]
        posts = [post(role, 360_000, 480_000, firm=firm, place=HOME) for firm in "ABC" for role in pair]
        assert reasons(*posts) == [BAIT_SERIES] * 6
        assert reasons(*posts[:4]) == [NO_DOUBT] * 4

    def test_a_firm_alone_repeats_one_range_for_many_roles(self) -> None:
        # 3.0–4.5 lakh: 1.56 times the typical pay, at one firm that has no typical pay of its own: seven roles, or six.
        work = {"sector": "Design & media"}
        roles = [*list(WORK)[1:], "Tester", "Copywriter"]
        more = [post(role, firm=f"{role} {number}", **work) for role in roles[5:] for number in range(8)]
        posts = [post(role, 300_000, 450_000, firm="Z", place=HOME, **work) for role in roles]
        assert doubts(pd.DataFrame([*posts, *more, *ORDINARY]))[:7].tolist() == [BAIT_SERIES] * 7
        assert doubts(pd.DataFrame([*posts[:6], *more, *ORDINARY]))[:6].tolist() == [NO_DOUBT] * 6

    @pytest.mark.slow
    def test_one_range_far_above_for_unrelated_work_and_sales(self) -> None:
        # 6–7 lakh: 2.7 times the typical pay of two sectors; with the sellers, paid 2.4 lakh elsewhere, three of them.
        sellers = [post("Field sales executive", firm=f"Seller {number}") for number in range(8)]
        roles = ["Telecaller", "HR executive", *["Field sales executive"] * 6]
        series = [
            post(role, 600_000, 700_000, firm="Z", place=f"Place {number}", experience=Experience.ONE_TO_TWO.value)
            for number, role in enumerate(roles)
        ]
        fresh = [row | {"experience": FRESHER} for row in series]

        def doubt_of(rows: list[dict]) -> list[str]:
            return doubts(pd.DataFrame([*rows, *sellers, *ORDINARY]))[: len(rows)].tolist()

        assert doubt_of(fresh) == [BAIT_SERIES] * 8
        assert doubt_of(fresh[:-1]) == [NO_DOUBT] * 7, "seven posts"
        assert doubt_of([*fresh[1:], fresh[-1] | {"location": "Surat", "city": "Surat"}]) == [NO_DOUBT] * 8, (
            "two sectors"
        )
        assert doubt_of([row | {"pay_high": 455_000, "pay_low": 455_000} for row in fresh]) == [NO_DOUBT] * 8, (
            "1.9 times"
        )
        assert doubt_of([row | {"pay_high": 700_000 + number} for number, row in enumerate(fresh)]) == [NO_DOUBT] * 8, (
            "other ranges"
        )
        assert doubt_of([row | {"firm": row["role"]} for row in fresh]) == [NO_DOUBT] * 8, "three firms"

    def test_a_place_named_before_makes_no_new_offer(self) -> None:
        # Pune and Delhi stand in two earlier posts; Surat is new. Of one day, the post with more places comes first.
        day = pd.Timestamp("2025-12-01")
        early = [post(title="Caller", place=place, posted=day) for place in ("Pune", "Delhi")]
        assert reasons(*early, post(place="Delhi|Pune"), post(place="Pune|Surat")) == [
            NO_DOUBT,
            NO_DOUBT,
            REPEAT,
            NO_DOUBT,
        ]
        assert reasons(post(title="Caller", place="Pune"), post(place="Delhi|Pune")) == [REPEAT, NO_DOUBT]

    def test_sales_is_left_alone(self) -> None:
        # No typical pay, and commission: a firm may offer every seller the same high pay.
        posts = [post("Field sales executive", 900_000, firm=firm, place=HOME) for firm in "ABC"]
        assert reasons(*posts) == [NO_DOUBT] * 3

    def test_experience_makes_a_difference(self) -> None:
        assert reasons(post(low=2_400_000, experience=Experience.TEN_AND_MORE.value)) == [NO_DOUBT]

    def test_the_first_reason_wins(self) -> None:
        # A repeated bait post is bait: no copy of it may count.
        bait = [post(role, 450_000, place=HOME) for role in ["Telecaller", "HR executive", "Graphic designer"]]
        assert reasons(*bait, bait[0]) == [BAIT_SERIES] * 4
        assert DOUBTS == (IMPLAUSIBLE, BAIT_SERIES, FAR_ABOVE, REPEAT, NO_DOUBT)

    def test_a_missing_column_is_named(self) -> None:
        with pytest.raises(KeyError, match="posts need the column firm, role"):
            doubts(pd.DataFrame([post()]).drop(columns=["firm", "role"]))

    def test_no_posts_no_doubts(self) -> None:
        assert doubts(pd.DataFrame([post()])[:0]).empty

    def test_the_sectors_named_exist(self) -> None:
        assert set(pd.read_csv(ROLES)["sector"]) >= CLERICAL | COMMISSION | SPECIALISTS


@pytest.fixture(scope="module")
def labelled(posts) -> pd.DataFrame:
    labels = pd.read_csv(Path(__file__).parent / "labelled_posts.csv")
    rows = posts.set_index("post_id").loc[labels["post_id"]].reset_index()
    is_doubted = ~rows["doubt"].isin([NO_DOUBT, REPEAT])
    bait = labels["bait"] == 1
    # Posts of one firm are labelled alike, and so are the posts from home that repeat one range.
    span = rows["pay_low"].astype(str) + "-" + rows["pay_high"].astype(str)
    series = (is_doubted | bait) & (rows["work_mode"] == HOME)
    return labels.assign(doubted=is_doubted, bait=bait, series=span.where(series, rows["firm"].map(firm_key)))


def interval(sample: pd.DataFrame, right: pd.Series, of: pd.Series, weights: pd.Series) -> tuple[float, float]:
    """Wilson's 95 % interval of the weighted share of `right` in `of`, posts of one series or firm counted as one draw.

    The posts are divided by the design effect: the linearised variance of the ratio, summed by series, ÷ that of as
    many independent posts; never under 1. Posts count by Kish's effective number for the weights.
    """
    chosen = weights * of
    share = (chosen * right).sum() / chosen.sum()
    kish = chosen.sum() ** 2 / (chosen**2).sum()
    residual = (chosen * (right - share)).groupby(sample["series"]).sum() / chosen.sum()
    alone = share * (1 - share) / kish
    effect = max(1.0, len(residual) / (len(residual) - 1) * (residual**2).sum() / alone) if alone > 0 else 1.0
    low, high = proportion_confint(share * kish / effect, kish / effect, method="wilson")
    return round(float(low), 3), round(float(high), 3)


class TestAgainstLabels:
    @staticmethod
    def rates(sample: pd.DataFrame, weights: pd.Series) -> tuple[float, float]:
        right = (weights * (sample["doubted"] & sample["bait"])).sum()
        return right / (weights * sample["doubted"]).sum(), right / (weights * sample["bait"]).sum()

    # One wrong post of the half not tuned on stands for 76: its weighted precision has a wide margin.
    @pytest.mark.parametrize(("half", "weighted_precision"), [("all", 0.95), ("not tuned on", 0.90)])
    def test_precision_and_recall(self, labelled, half, weighted_precision) -> None:
        sample = labelled[labelled["weight"].notna()]
        if half == "not tuned on":
            sample = sample[sample["post_id"].str[-1].map(lambda digit: int(digit, 16) % 2 == 1)]
        assert len(sample) >= 200
        precision, recall = self.rates(sample, pd.Series(1.0, sample.index))
        assert precision >= 0.95
        assert recall >= 0.80
        precision, recall = self.rates(sample, sample["weight"])
        assert precision >= weighted_precision
        assert recall >= 0.80

    def test_the_figures_published_are_the_ones_measured(self, labelled) -> None:
        published = resource("posted_pay")["labelledCheck"]
        sample = labelled[labelled["weight"].notna()]
        repeats = labelled[(labelled["stratum"] == "found, again")]
        ranges = labelled[labelled["stratum"] == "one range, again"]
        assert (published["posts"], published["found"]) == (len(sample), len(repeats)) == (470, 100)
        assert (published["ranges"], published["baitRanges"]) == (len(ranges), ranges["bait"].sum()) == (60, 8)
        of_draws = (repeats.loc[repeats["doubted"], "bait"].mean(), ranges.loc[ranges["bait"], "doubted"].mean())
        measured = (*self.rates(sample, sample["weight"]), *of_draws)
        names = ("precision", "recall", "precisionAmongFound", "recallAmongRanges")
        assert measured == pytest.approx([published[name] for name in names], abs=0.005)
        is_doubted, bait, weights = sample["doubted"], sample["bait"], sample["weight"]
        intervals = (
            interval(sample, bait, is_doubted, weights),
            interval(sample, is_doubted, bait, weights),
            interval(repeats, repeats["bait"], repeats["doubted"], pd.Series(1.0, repeats.index)),
            interval(ranges, ranges["doubted"], ranges["bait"], pd.Series(1.0, ranges.index)),
        )
        for name, (low, high) in zip(names, intervals, strict=True):
            assert [low, high] == pytest.approx(published["intervals"][name], abs=0.005), name
            assert low < published[name] < high

    def test_the_interval_of_independent_posts_is_wilsons(self) -> None:
        # 8 of 10, each its own firm: Wilson (1927) gives 0.490 to 0.943; in five pairs alike, as 8 of 10 at half.
        right = pd.Series([True] * 8 + [False] * 2)
        all_posts, ones = pd.Series(True, right.index), pd.Series(1.0, right.index)
        alone = pd.DataFrame({"series": range(10)})
        # Ten firms: the factor 10 ÷ 9 of their variance makes nine posts of ten.
        assert interval(alone, right, all_posts, ones) == pytest.approx(
            proportion_confint(7.2, 9, method="wilson"), abs=6e-4
        )
        pairs = pd.DataFrame({"series": np.repeat(range(5), 2)})
        low, high = interval(pairs, right, all_posts, ones)
        assert low < 0.44
        assert high > 0.94

    def test_precision_on_the_posts_found(self, labelled) -> None:
        # 98 of 100; some may no longer be found where titles are read anew.
        repeats = labelled[(labelled["stratum"] == "found, again") & labelled["doubted"]]
        assert len(repeats) >= 90
        assert repeats["bait"].mean() >= 0.95

    def test_the_labels_hold_no_texts(self, labelled) -> None:
        columns = labelled.drop(columns=["post_id", "stratum", "doubted", "bait", "series"])
        assert all(np.issubdtype(dtype, np.number) for dtype in columns.dtypes)
        assert len(labelled) >= 300
        assert labelled["post_id"].is_unique


class TestOnAllPosts:
    # Medians after cleaning by hand, one post per firm and city, lakh a year (README of the evidence).
    @pytest.mark.parametrize(("role", "by_hand"), [("Data entry operator", 2.30), ("Back office executive", 2.40)])
    def test_fresher_medians_agree_with_the_cleaned_ones(self, posts, role, by_hand) -> None:
        chosen = posts[(posts["role"] == role) & (posts["experience"] == FRESHER)].assign(
            middle=lambda rows: (rows["pay_low"] + rows["pay_high"]) / 2e5
        )
        cleaned = chosen.loc[chosen["doubt"] == NO_DOUBT, "middle"]
        assert len(cleaned) >= 50
        assert cleaned.median() == pytest.approx(by_hand, rel=0.10)
        # With the doubtful posts back in, the same medians are beyond belief.
        assert chosen.loc[chosen["doubt"] != "", "middle"].median() > 1.5 * by_hand

    def test_the_order_of_rows_changes_no_bait(self, posts) -> None:
        paid = posts[posts["unpaid"] == ""]
        shuffled = paid.sample(frac=1, random_state=1)
        reordered = doubts(shuffled).reindex(paid.index)
        bait = {REPEAT: NO_DOUBT}
        assert (reordered.replace(bait) == paid["doubt"].replace(bait)).all()
        assert (reordered == REPEAT).sum() == (paid["doubt"] == REPEAT).sum()

    def test_a_tenth_alone_finds_most_and_little_else(self, posts) -> None:
        paid = posts[posts["unpaid"] == ""]
        tenth = paid.sample(frac=0.1, random_state=1)
        alone = ~doubts(tenth).isin([NO_DOUBT, REPEAT])
        whole = ~tenth["doubt"].isin([NO_DOUBT, REPEAT])
        assert (alone & whole).sum() >= 0.45 * whole.sum()
        assert (alone & ~whole).sum() <= 0.10 * alone.sum()

    def test_all_columns_are_there(self, posts) -> None:
        assert set(COLUMNS) <= set(posts)
