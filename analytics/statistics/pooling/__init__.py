"""Partial-pooling estimates for any role, city and level, with their margins of error.

Low, median and high pay are fitted as sums of effects on log pay (`fit`), each shrunk by its own variance; the margins
of an offer and of the median are learned from employers and cells left out (`calibration`); the fitted model is a
table (`model`) that answers for any profile (`estimator`).
"""

from analytics.statistics.pooling.estimator import Estimate, Estimator, Support
from analytics.statistics.pooling.model import TABLE, Model, fit_model, from_table, round_figures, to_table
from analytics.statistics.pooling.posts import DIMENSIONS, Posts, Refusal, Traits, read_posts, refusal

__all__ = [
    "DIMENSIONS",
    "TABLE",
    "Estimate",
    "Estimator",
    "Model",
    "Posts",
    "Refusal",
    "Support",
    "Traits",
    "fit_model",
    "from_table",
    "read_posts",
    "refusal",
    "round_figures",
    "to_table",
]
