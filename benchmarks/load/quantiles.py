"""Quantiles of measured times."""

from collections.abc import Sequence


def quantile(sorted_values: Sequence[float], share: float) -> float:
    """The value that `share` of the sorted values do not exceed; 0 where there are none."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]
