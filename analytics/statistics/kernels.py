"""The loops of the kernel of order statistics, compiled to machine code.

They write into arrays that the caller gives, read nothing but their arguments, and let other threads run meanwhile.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float64, int64, uint8, uint16, uint32, void

from analytics.machine_code import compiled, fixed

_uint8s, _uint16s, _uint32s, _float64s = map(fixed, (uint8, uint16, uint32, float64))


@compiled(*(void(codes, int64, uint32[::1]) for codes in (_uint8s, _uint16s)))
def number(codes: Any, size: Any, groups: Any) -> None:
    """Add a dimension of so many values to the numbers of the groups, as their last digit."""
    for row in range(codes.size):
        groups[row] = groups[row] * np.uint32(size) + np.uint32(codes[row])


@compiled(*(void(codes, uint32[::1], int64, uint32[::1]) for codes in (_uint8s, _uint16s)))
def number_some(codes: Any, places: Any, size: Any, groups: Any) -> None:
    """As `number`, for the place that each value has among those wanted."""
    for row in range(codes.size):
        groups[row] = groups[row] * np.uint32(size) + places[codes[row]]


@compiled(void(_uint8s, uint8, uint8, uint8[::1]), void(_uint16s, uint16, uint16, uint8[::1]))
def shut_out(codes: Any, first: Any, last: Any, passes: Any) -> None:
    """Let no row pass whose code lies in a run of codes."""
    for row in range(codes.size):
        passes[row] &= (codes[row] < first) | (codes[row] > last)


@compiled(*(void(codes, uint8[::1], uint8[::1]) for codes in (_uint8s, _uint16s)))
def look_up(codes: Any, table: Any, passes: Any) -> None:
    """Let no row pass whose code has a zero in the table; quicker where there are many runs."""
    for row in range(codes.size):
        passes[row] = passes[row] * table[codes[row]]


@compiled(
    void(uint32[::1], _uint8s, int64, int64[::1], int64, uint32[:, ::1], float64[:, ::1]),
    void(uint32[::1], _float64s, int64, int64[::1], int64, float64[:, ::1], float64[:, ::1]),
)
def add(groups: Any, amounts: Any, row: Any, edges: Any, interval: Any, lanes: Any, reached: Any) -> None:
    """Add on, from a row in an interval; write down what each group has reached at the end of each interval."""
    at = 0
    while at < groups.size:
        stop = min(groups.size, edges[interval + 1] - row)
        numbers, more = groups[at:stop], amounts[at:stop]  # counted from their start: no test for places before it
        each = 0
        while each + 4 <= numbers.size:
            lanes[0, numbers[each]] += more[each]
            lanes[1, numbers[each + 1]] += more[each + 1]
            lanes[2, numbers[each + 2]] += more[each + 2]
            lanes[3, numbers[each + 3]] += more[each + 3]
            each += 4
        while each < numbers.size:
            lanes[0, numbers[each]] += more[each]
            each += 1
        at = stop
        if row + at == edges[interval + 1]:
            for group in range(lanes.shape[1]):
                reached[interval, group] = lanes[0, group] + lanes[1, group] + lanes[2, group] + lanes[3, group]
        interval += 1


@compiled(void(float64[:, ::1], int64[::1], float64[::1], int64[::1]))
def block_of(reached: Any, group: Any, wanted: Any, block: Any) -> None:
    """The first block in which a group's cumulated mass reaches what is wanted, by bisection."""
    for request in range(group.size):
        low, high = 0, reached.shape[0] - 1
        while low < high:
            middle = (low + high) // 2
            if reached[middle, group[request]] >= wanted[request]:
                high = middle
            else:
                low = middle + 1
        block[request] = low


@compiled(
    void(
        *(uint32[::1], uint8[::1], _float64s, int64[::1]),
        *(int64[::1], int64[::1], float64[::1], float64[::1], int64[::1]),
        *(int64[::1], int64[::1], float64[::1]),
    )
)
def find(
    groups: Any,
    passes: Any,
    mass: Any,
    edges: Any,
    bounds: Any,
    group: Any,
    before: Any,
    wanted: Any,
    places: Any,
    first: Any,
    last: Any,
    reached: Any,
) -> None:
    """Within each block, the row at which a group reaches each wanted mass, given the mass before the block.

    `edges` and `bounds` tell the rows and the requests of each block; its requests are sorted by group, then by mass.
    `first` (all -1), `last` and `reached` are scratch, one entry per group.
    """
    for block in range(edges.size - 1):
        start, end = bounds[block], bounds[block + 1]
        for request in range(end - 1, start - 1, -1):
            first[group[request]] = request
            reached[group[request]] = before[request]
        left, row = end - start, edges[block]
        while left and row < edges[block + 1]:
            number = groups[row]
            request = first[number]
            if request >= 0 and passes[row]:
                reached[number] += mass[row] if mass.size else 1.0
                last[number] = row
                while request >= 0 and reached[number] >= wanted[request]:
                    places[request] = row
                    left -= 1
                    request += 1
                    if request == end or group[request] != number:
                        request = -1
                first[number] = request
            row += 1
        for request in range(start, end):
            if places[request] < 0:  # a sum of weights can fall short by a rounding error: then it is the last row
                places[request] = last[group[request]]
                first[group[request]] = -1


@compiled(void(_uint32s, int64[::1], uint32[::1]))
def sort_by_cluster(clusters: Any, ends: Any, places: Any) -> None:
    """Write down the rows of each cluster in their order; `ends` are where the clusters begin, and are used up."""
    for row in range(clusters.size):
        places[ends[clusters[row]]] = row
        ends[clusters[row]] += 1


@compiled(
    void(
        *(int64, int64[::1], uint32[::1], uint32[::1], uint8[::1], _float64s, int64[::1], uint32[:, ::1]),
        *(float64[:, ::1], int64[::1], uint8, float64[:, ::1], uint32[::1], float64[:, :, ::1]),
    )
)
def add_clusters(
    cluster: Any,
    starts: Any,
    places: Any,
    groups: Any,
    passes: Any,
    mass: Any,
    slots: Any,
    limits: Any,
    scratch: Any,
    touched: Any,
    heaviest: Any,
    totals: Any,
    largest: Any,
    below: Any,
) -> None:
    """Add up clusters of some groups: the first cluster's number, where each begins, and their rows.

    `slots` gives the place of each group among those asked for, or -1; `limits` the places in the order of pay below
    which a row is below each pay, ascending. `scratch` (zeros) holds one cluster's mass between the limits, `touched`
    the groups it is in. `totals` are Σ m, clusters, Σ m² and the largest m of each group; `below` are Σ a, Σ a² and
    Σ a · m for each limit, and, where the heaviest are asked for, the largest a and m − a.
    """
    pays = limits.shape[1]
    origin = starts[0]
    for at in range(starts.size - 1):
        used = 0
        for row in range(starts[at] - origin, starts[at + 1] - origin):
            slot = slots[groups[row]]
            if passes[row] and slot >= 0:
                if scratch[slot, pays + 1] == 0.0:
                    scratch[slot, pays + 1] = 1.0
                    touched[used] = slot
                    used += 1
                interval = 0
                for pay in range(pays):
                    interval += places[row] >= limits[slot, pay]
                scratch[slot, interval] += mass[row] if mass.size else 1.0
        for each in range(used):
            slot = touched[each]
            whole = 0.0
            for pay in range(pays + 1):
                whole += scratch[slot, pay]
            totals[slot, 0] += whole
            totals[slot, 1] += 1
            totals[slot, 2] += whole * whole
            if whole > totals[slot, 3]:
                totals[slot, 3] = whole
                largest[slot] = cluster + at
            part = 0.0
            for pay in range(pays):
                part += scratch[slot, pay]
                below[slot, 0, pay] += part
                below[slot, 1, pay] += part * part
                below[slot, 2, pay] += part * whole
                if heaviest:
                    below[slot, 3, pay] = max(below[slot, 3, pay], part)
                    below[slot, 4, pay] = max(below[slot, 4, pay], whole - part)
            for pay in range(pays + 2):
                scratch[slot, pay] = 0.0


@compiled(void(uint32[::1], _uint32s, uint32[::1], uint8[::1]))
def leave_out(groups: Any, clusters: Any, left_out: Any, passes: Any) -> None:
    """Let no row pass that belongs to the cluster that its group leaves out."""
    for row in range(groups.size):
        if clusters[row] == left_out[groups[row]]:
            passes[row] = 0


@compiled(void(int64[::1], float64[::1], int64[::1], float64[::1], uint16[:, ::1], uint8, float64[:, ::1]))
def drawn_medians(starts: Any, pay: Any, clusters: Any, mass: Any, times: Any, weighted: Any, medians: Any) -> None:
    """The medians of groups in which each cluster's rows count as often as the cluster was drawn.

    The rows lie group by group (`starts`), each in the order of pay; `times` is draws × clusters, `medians` draws ×
    groups. Of an even number of rows the two middle ones count half each; with weights, the one that reaches half.
    """
    for draw in range(times.shape[0]):
        for group in range(starts.size - 1):
            total = 0.0
            for row in range(starts[group], starts[group + 1]):
                total += times[draw, clusters[row]] * mass[row]
            if total == 0.0:
                continue
            first = total / 2 if weighted else (total + 1) // 2
            second = first if weighted else total // 2 + 1
            reached, lower, row = 0.0, -1.0, starts[group]
            while True:
                reached += times[draw, clusters[row]] * mass[row]
                if lower < 0 and reached >= first:
                    lower = pay[row]
                if reached >= second or row + 1 == starts[group + 1]:
                    break
                row += 1
            medians[draw, group] = (lower + pay[row]) / 2
