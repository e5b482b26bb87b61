"""Numbers and plots of the page on evaluation systems: the judge as a noisy test, alone, in a panel and in a loop.

alpha is the chance that a wrong attempt passes, beta the chance that a right one fails, p the chance that an attempt is
right. A loop makes up to n independent attempts and keeps the first that passes.
"""

from __future__ import annotations

import math

from figures.plot import Plot, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "agreement_kappa",
    "beta_binomial",
    "binomial_at_least",
    "claims",
    "common_cause",
    "first_accepted",
    "kept_wrong_share",
    "majority",
    "plots",
    "precision",
    "threshold_errors",
    "upper_bound_of_none",
    "wilson",
]

PAGE = "fundamentals/06-evaluation-systems.md"

ALPHA = BETA = 0.1
P = 0.2
JUDGES = (1, 3, 5, 9)
ATTEMPTS = (1, 3, 10)
HARD = 0.3
"""Share of tasks in the mixed workload that the actor cannot do at all."""
EASY_P = 0.6
_SPEC_ERRORS = (1 / 80, 22 / 80)
"""alpha and beta that the calibration in the page's spec reports."""
SEPARATION = 2.0
"""Distance between the mean scores of right and wrong attempts, in standard deviations of either."""

GIVEN = [
    "$p = 0.2$",
    "$\\alpha = \\beta = 0.1$",
    "A guess of 10 %",
    "30 % of the requests",
    "$p = 0.6$",
    "| judges | independent | $\\rho = 0.1$ | $\\rho = 0.3$ | $\\rho = 0.3$, graded |",
    "at $\\rho = 0.1$ do better than any number at $\\rho = 0.3$",
    "The 95 % interval",
    "100 protocols were 80 right and 20 wrong, and the judge passed 2 of the 20",
    "none of the 20",
    "the upper 95 % bound is $1 - 0.05^{1/N}$",
    "To bring that bound to 0.05",
    "$p = 0.1$",
    "$\\alpha = 0.05$",
    "$\\beta = 0.2$",
    "each pass 90 of 100 protocols. They agree on 90: both pass 85 of them",
    "50 items",
    "40 or fewer",
    "agree on 90 %",
    "fallen to 80 %",
    "at 90 % gives",
]


def precision(p: float, alpha: float = ALPHA, beta: float = BETA) -> float:
    """The share of passed attempts that are right, by Bayes: p (1 - beta) / (p (1 - beta) + (1 - p) alpha)."""
    right = p * (1 - beta)
    return right / (right + (1 - p) * alpha)


def first_accepted(p: float, attempts: int, alpha: float = ALPHA, beta: float = BETA) -> tuple[float, float, float]:
    """The chances that a run keeps a right attempt, keeps a wrong one, and gives up."""
    right, wrong = p * (1 - beta), (1 - p) * alpha
    again = 1 - right - wrong
    tries = sum(again**k for k in range(attempts))
    return right * tries, wrong * tries, float(again**attempts)


def kept_wrong_share(attempts: int) -> tuple[float, float]:
    """For the mixed workload: the share of all runs that keep something wrong, and its share of the runs that keep any."""
    easy, hard = first_accepted(EASY_P, attempts), first_accepted(0.0, attempts)
    wrong = (1 - HARD) * easy[1] + HARD * hard[1]
    right = (1 - HARD) * easy[0]
    return wrong, wrong / (wrong + right)


def binomial_at_least(least: int, n: int, chance: float) -> float:
    """The probability of at least so many successes in n independent trials."""
    return math.fsum(math.comb(n, i) * chance**i * (1 - chance) ** (n - i) for i in range(least, n + 1))


def majority(judges: int, error: float = ALPHA) -> float:
    """The chance that more than half of an odd number of independent judges err."""
    return binomial_at_least(judges // 2 + 1, judges, error)


def common_cause(judges: int, correlation: float, error: float = ALPHA) -> float:
    """The same where, with chance `correlation`, all judges share one draw; that chance is their pairwise correlation."""
    return correlation * error + (1 - correlation) * majority(judges, error)


def beta_binomial(judges: int, correlation: float, error: float = ALPHA) -> float:
    """The same where each artifact has an error chance of its own, beta distributed, so that judges correlate as given.

    With mean `error` and a + b = 1 / correlation - 1, the number of judges that err is beta-binomial.
    """
    whole = 1 / correlation - 1
    a, b = error * whole, (1 - error) * whole
    return math.fsum(
        math.comb(judges, i) * math.exp(_log_beta(a + i, b + judges - i) - _log_beta(a, b))
        for i in range(judges // 2 + 1, judges + 1)
    )


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def beta_ceiling(correlation: float, error: float = ALPHA, steps: int = 4000) -> float:
    """What that tends to as judges are added: the chance that an artifact's own error chance exceeds one half."""
    whole = 1 / correlation - 1
    a, b = error * whole, (1 - error) * whole
    width = 0.5 / steps
    return math.fsum(
        math.exp((a - 1) * math.log(x) + (b - 1) * math.log(1 - x) - _log_beta(a, b)) * width
        for x in (0.5 + (index + 0.5) * width for index in range(steps))
    )


def threshold_errors(threshold: float, separation: float = SEPARATION) -> tuple[float, float]:
    """alpha and beta of a judge whose scores are normal: wrong attempts around 0, right ones around `separation`."""
    alpha = math.erfc(threshold / math.sqrt(2)) / 2
    beta = math.erfc((separation - threshold) / math.sqrt(2)) / 2
    return alpha, beta


def wilson(successes: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The Wilson (1927) score interval for a proportion, at 95 % unless z says otherwise."""
    share = successes / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def upper_bound_of_none(n: int, confidence: float = 0.95) -> float:
    """The largest rate under which seeing none in n trials is still as likely as 1 - confidence; close to 3 / n."""
    return float(1 - (1 - confidence) ** (1 / n))


def agreement_kappa(both_pass: int, both_fail: int, judge_only: int, person_only: int) -> float:
    """Cohen's (1960) kappa of two raters who pass or fail: agreement beyond what their pass rates give by chance."""
    n = both_pass + both_fail + judge_only + person_only
    judge, person = (both_pass + judge_only) / n, (both_pass + person_only) / n
    chance = judge * person + (1 - judge) * (1 - person)
    return ((both_pass + both_fail) / n - chance) / (1 - chance)


def plots() -> dict[str, Plot]:
    """What first acceptance ships, by attempts allowed, and what a majority of judges lets pass, by their number."""
    n = list(range(1, 21))
    shares = (0.5, 0.2, 0.05, 0.0)
    judges = list(range(1, 22, 2))
    return {
        "evaluation-shipped": Plot(
            title="Runs that keep a wrong attempt, with a judge that errs in one case of ten",
            x_label="attempts allowed",
            y_label="share of runs (%)",
            series=[Series(f"p = {p:g}", n, [100 * first_accepted(p, count)[1] for count in n]) for p in shares],
            y_range=(0, 100),
            alt=(
                f"At ten attempts, {100 * first_accepted(0.5, 10)[1]:.0f} % of the runs keep a wrong attempt where half of "
                f"the attempts are right, {100 * first_accepted(0.2, 10)[1]:.0f} % where one in five is, "
                f"{100 * first_accepted(0.05, 10)[1]:.0f} % where one in twenty is, and "
                f"{100 * first_accepted(0.0, 10)[1]:.0f} % where none is. The first two lines level off; the last heads "
                "for 100 %."
            ),
        ),
        "evaluation-majority": Plot(
            title="Wrong attempts that a majority passes, each judge passing one in ten",
            x_label="judges",
            y_label="wrong attempts passed (%)",
            series=[
                Series("independent", judges, [100 * majority(k) for k in judges]),
                Series("correlation 0.1, common cause", judges, [100 * common_cause(k, 0.1) for k in judges]),
                Series("correlation 0.3, common cause", judges, [100 * common_cause(k, 0.3) for k in judges]),
                Series("correlation 0.3, graded difficulty", judges, [100 * beta_binomial(k, 0.3) for k in judges]),
            ],
            y_range=(0, 10),
            alt=(
                f"Independent judges go from 10 % to {100 * majority(3):.1f} % with three and to nearly nothing with nine. "
                f"With a correlation of 0.3 the curve flattens near {100 * common_cause(21, 0.3):.1f} % in the common-cause "
                f"model and near {100 * beta_binomial(21, 0.3):.1f} % in the one of graded difficulty."
            ),
        ),
    }


def claims() -> list[str]:
    """What the page says, from the functions above."""
    alert = precision(0.001, 0.01, 0.01)
    right, wrong = P * (1 - BETA), (1 - P) * ALPHA
    ten = first_accepted(P, 10)
    low, high = wilson(2, 20)
    strict = [(t, *threshold_errors(t)) for t in (1.0, 1.5, 2.0)]
    mixed = {n: kept_wrong_share(n) for n in ATTEMPTS}
    five = first_accepted(0.1, 5, 0.05, 0.2)
    kappa = agreement_kappa(85, 5, 5, 5)
    return [
        f"{100 * alert:.0f} %",
        f"$0.2 \\times 0.9 = {right:.2f}$",
        f"$0.8 \\times 0.1 = {wrong:.2f}$",
        f"$1 - 0.18 - 0.08 = {1 - right - wrong:.2f}$",
        f"$0.18 / 0.26 = {precision(P):.2f}$",
        f"$1 - 0.9^{{10}} = {1 - 0.9**10:.2f}$",
        *(f"| {n} | " + " | ".join(f"{value:.3f}" for value in first_accepted(P, n)) + " |" for n in (*ATTEMPTS, 20)),
        f"{100 * ten[1]:.0f} % of all runs",
        *(f"| {n} | {100 * share[0]:.0f} % | {100 * share[1]:.0f} % |" for n, share in mixed.items()),
        *(
            f"| {k} | {100 * majority(k):.2f} % | {100 * common_cause(k, 0.1):.2f} % | "
            f"{100 * common_cause(k, 0.3):.2f} % | {100 * beta_binomial(k, 0.3):.2f} % |"
            for k in JUDGES
        ),
        f"| any number | 0 % | {100 * 0.1 * ALPHA:.2f} % | {100 * 0.3 * ALPHA:.2f} % | {100 * beta_ceiling(0.3):.2f} % |",
        *(
            f"| {t:.1f} | {alpha:.3f} | {beta:.3f} | {precision(P, alpha, beta):.2f} | "
            f"{1 / (P * (1 - beta) + (1 - P) * alpha):.1f} |"
            for t, alpha, beta in strict
        ),
        f"{100 * low:.0f} % to {100 * high:.0f} %, and the precision that follows is anything from "
        f"{precision(P, high):.2f} to {precision(P, low):.2f}",
        f"could still be {100 * upper_bound_of_none(20):.0f} %",
        f"takes {_needed(0.05)} wrong ones without a single pass, and for 0.01 it takes {_needed(0.01)}",
        f"{100 * first_accepted(P, 4, *_SPEC_ERRORS)[2]:.0f} % of the runs would end with a chemist",
        f"A pass would be worth {precision(P, *_SPEC_ERRORS):.2f}.",
        # Exercises
        f"$0.1 \\times 0.8 = {0.1 * 0.8:.2f}$",
        f"$0.9 \\times 0.05 = {0.9 * 0.05:.3f}$",
        f"$0.08 / 0.125 = {precision(0.1, 0.05, 0.2):.2f}$",
        f"$0.08 + 0.9 \\times 0.95 = {0.08 + 0.9 * 0.95:.3f}$",
        f"$1 - 0.125 = {1 - 0.125:.3f}$",
        f"$0.875^5 = {five[2]:.3f}$",
        f"$0.045 \\times (1 - 0.513) / 0.125 = {five[1]:.3f}$",
        f"$(0.90 - 0.82) / (1 - 0.82) = {kappa:.2f}$",
        f"$0.9 \\times 0.9 + 0.1 \\times 0.1 = {0.9 * 0.9 + 0.1 * 0.1:.2f}$",
        f"probability {1 - binomial_at_least(41, 50, 0.9):.3f}, and one at 80 % with "
        f"{1 - binomial_at_least(41, 50, 0.8):.2f}",
        f"in {100 * binomial_at_least(41, 50, 0.8):.0f} % of the months",
    ]


def _needed(bound: float) -> int:
    """The least number of trials without an event that bounds its rate below `bound` at 95 %."""
    n = 1
    while upper_bound_of_none(n) > bound:
        n += 1
    return n
