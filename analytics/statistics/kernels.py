"""The inner loops of the order statistics, compiled to machine code.

They read only their arguments, write into arrays that the caller passes, and release the GIL. One
subject: everything that is compiled before the first visitor arrives, under the same rules for types and memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float64, int64, uint8, uint16, uint32, uint64, void

from analytics.machine_code import compile_for, read_only

_uint8s, _uint16s, _uint32s, _float64s = map(read_only, (uint8, uint16, uint32, float64))


@compile_for(*(void(codes, uint32[::1], uint32[::1]) for codes in (_uint8s, _uint16s)))
def start_some(codes: Any, places: Any, groups: Any) -> None:
    """Set the group numbers to each value's position among the requested ones."""
    for row in range(codes.size):
        groups[row] = places[codes[row]]


@compile_for(*(void(codes, int64, uint32[::1]) for codes in (_uint8s, _uint16s)))
def number(codes: Any, size: Any, groups: Any) -> None:
    """Append a dimension of this many values to the group numbers, as their last digit."""
    for row in range(codes.size):
        groups[row] = groups[row] * np.uint32(size) + np.uint32(codes[row])


@compile_for(*(void(codes, uint32[::1], int64, uint32[::1]) for codes in (_uint8s, _uint16s)))
def number_some(codes: Any, places: Any, size: Any, groups: Any) -> None:
    """As `number`, using each value's position among the requested ones."""
    for row in range(codes.size):
        groups[row] = groups[row] * np.uint32(size) + places[codes[row]]


@compile_for(void(_uint8s, uint8, uint8, uint8[::1]), void(_uint16s, uint16, uint16, uint8[::1]))
def shut_out(codes: Any, first: Any, last: Any, passes: Any) -> None:
    """Reject every row whose code lies in a run of codes."""
    for row in range(codes.size):
        passes[row] &= (codes[row] < first) | (codes[row] > last)


@compile_for(*(void(codes, uint8[::1], uint8[::1]) for codes in (_uint8s, _uint16s)))
def look_up(codes: Any, table: Any, passes: Any) -> None:
    """Reject every row whose code has a zero in the table; faster than `shut_out` for many runs."""
    for row in range(codes.size):
        passes[row] = passes[row] * table[codes[row]]


@compile_for(
    void(uint32[::1], _uint8s, int64, int64[::1], int64, uint32[:, ::1], float64[:, ::1]),
    void(uint32[::1], _float64s, int64, int64[::1], int64, float64[:, ::1], float64[:, ::1]),
)
def add(groups: Any, amounts: Any, row: Any, edges: Any, interval: Any, lanes: Any, counts: Any) -> None:
    """Add up the rows of consecutive intervals, and record each group's running sum at the end of each."""
    start = 0
    while start < groups.size:
        stop = min(groups.size, edges[interval + 1] - row)
        # Slices are indexed from their start, which avoids checks for negative indices.
        numbers, more = groups[start:stop], amounts[start:stop]
        interval_row = 0
        while interval_row + 4 <= numbers.size:
            lanes[0, numbers[interval_row]] += more[interval_row]
            lanes[1, numbers[interval_row + 1]] += more[interval_row + 1]
            lanes[2, numbers[interval_row + 2]] += more[interval_row + 2]
            lanes[3, numbers[interval_row + 3]] += more[interval_row + 3]
            interval_row += 4
        while interval_row < numbers.size:
            lanes[0, numbers[interval_row]] += more[interval_row]
            interval_row += 1
        start = stop
        if row + start == edges[interval + 1]:
            for group in range(lanes.shape[1]):
                counts[interval, group] = lanes[0, group] + lanes[1, group] + lanes[2, group] + lanes[3, group]
        interval += 1


@compile_for(void(float64[:, ::1], int64[::1], float64[::1], int64[::1]))
def block_of(counts: Any, group: Any, rank: Any, block: Any) -> None:
    """Find the first block in which a group's cumulative mass reaches the target, by bisection."""
    for request in range(group.size):
        low, high = 0, counts.shape[0] - 1
        while low < high:
            middle = (low + high) // 2
            if counts[middle, group[request]] >= rank[request]:
                high = middle
            else:
                low = middle + 1
        block[request] = low


@compile_for(
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
    ranks: Any,
    places: Any,
    first: Any,
    last: Any,
    counts: Any,
) -> None:
    """Find, within each block, the row at which a group reaches each target mass, given the mass before the block.

    `edges` and `bounds` delimit the rows and the requests of each block; its requests are sorted by group, then by
    mass. `first` (all -1), `last` and `counts` are scratch, one entry per group.
    """
    for block in range(edges.size - 1):
        start, end = bounds[block], bounds[block + 1]
        for request in range(end - 1, start - 1, -1):
            first[group[request]] = request
            counts[group[request]] = before[request]
        remaining, row = end - start, edges[block]
        while remaining and row < edges[block + 1]:
            number = groups[row]
            request = first[number]
            if request >= 0 and passes[row]:
                counts[number] += mass[row] if mass.size else 1.0
                last[number] = row
                while request >= 0 and counts[number] >= ranks[request]:
                    places[request] = row
                    remaining -= 1
                    request += 1
                    if request == end or group[request] != number:
                        request = -1
                first[number] = request
            row += 1
        for request in range(start, end):
            if places[request] < 0:  # rounding can leave a sum of weights short of the target: take the last row
                places[request] = last[group[request]]
                first[group[request]] = -1


@compile_for(void(_uint32s, int64[::1], uint32[::1]))
def sort_by_cluster(clusters: Any, ends: Any, places: Any) -> None:
    """Write the rows of each cluster in order; `ends` holds where each cluster begins, and afterwards where it ends."""
    for row in range(clusters.size):
        places[ends[clusters[row]]] = row
        ends[clusters[row]] += 1


@compile_for(
    void(
        *(int64[::1], uint32[::1], uint32[::1], uint8[::1], uint32, uint32),
        *(int64[::1], uint32[::1], uint32[::1]),
    )
)
def select(
    starts: Any,
    places: Any,
    groups: Any,
    passes: Any,
    first: Any,
    size: Any,
    starts_selected: Any,
    places_selected: Any,
    groups_selected: Any,
) -> None:
    """Select the rows that pass and whose group is one of `size` groups, which are numbered from the first.

    Args:
        starts: where each cluster of rows begins, and the end.
        starts_selected: the same of the selected rows, counted from 0; afterwards its last entry is their number.
        places_selected, groups_selected: their places and groups; at least as long as the rows.
    """
    count = np.uint64(0)  # without a sign, as an index it needs no check
    for cluster in range(starts.size - 1):
        starts_selected[cluster] = count
        first_row, end = starts[cluster] - starts[0], starts[cluster + 1] - starts[0]
        # Slices are indexed from their start, as in `add`.
        group_of, place_of, passing = groups[first_row:end], places[first_row:end], passes[first_row:end]
        for row in range(group_of.size):
            number = np.uint32(group_of[row] - first)  # a number below the first wraps to a very large one
            places_selected[count] = place_of[row]
            groups_selected[count] = number
            count += np.uint64(passing[row] != 0) & np.uint64(number < size)  # adding is faster than a branch
    starts_selected[starts.size - 1] = count


FIELDS, FIELD_BITS = 12, 5  # counters in one 64-bit word, and the bits of each
_FIELD = np.uint64((1 << FIELD_BITS) - 1)
_LAST = np.uint64(1 + FIELD_BITS * (FIELDS - 1))  # bit offset of the last counter, which counts all rows
_FULL = _FIELD << _LAST  # one more row would overflow it
_WAS_FULL = np.uint64(1)  # the top bit of the word: whether the counters have been full, and emptied, before
_SEVERAL = 255  # marks a run of places that straddles a limit
_NO_GROUP = FIELDS  # for rows of no requested group: this many limits add nothing
_UNKNOWN = np.uint64(1 << 63)  # more than any counter: the run alone does not determine what a row adds
_STEPS = np.full(_SEVERAL + 1, _UNKNOWN)
_STEPS[: FIELDS + 1] = [sum(2 << FIELD_BITS * field for field in range(first, FIELDS)) for first in range(FIELDS + 1)]
# What a row adds to the counters, by the limits it reaches: one for each limit it is below, and one for all rows.


@compile_for(void(uint32[:, ::1], uint32[::1], int64, uint8[:, ::1]))
def runs_of_places(limits: Any, needed_groups: Any, shift: Any, row_limits: Any) -> None:
    """Count the limits of each requested group that each run of 2^shift places reaches, for `count_clusters`."""
    row_limits[:] = _NO_GROUP
    for group in needed_groups:
        for run in range(row_limits.shape[1]):
            first, last = 0, 0
            for pay in range(FIELDS - 1):
                first += (run << shift) >= limits[group, pay]
                last += ((run + 1) << shift) - 1 >= limits[group, pay]
            row_limits[group, run] = first if first == last else _SEVERAL


@compile_for(void(uint64[::1], int64[::1]))
def add_words(words: Any, sums: Any) -> None:
    """Add up a group's clusters, one word of counters each: their number, and Σ a, Σ a² and Σ a · m of each counter."""
    for field in range(FIELDS):
        begins = np.uint64(1 + FIELD_BITS * field)
        parts, squares, products = np.uint64(0), np.uint64(0), np.uint64(0)
        for word in range(words.size):  # by position, so the sum vectorises
            part = words[word] >> begins & _FIELD
            parts += part
            squares += part * part
            products += part * (words[word] >> _LAST)
        sums[field] += np.int64(parts)
        sums[FIELDS + field] += np.int64(squares)
        sums[2 * FIELDS + field] += np.int64(products)
    sums[3 * FIELDS] += words.size


@compile_for(void(int64[::1], int64[::1]))
def add_counts(counts: Any, sums: Any) -> None:
    """As `add_words`, for one cluster that is too large for a word."""
    for field in range(FIELDS):
        sums[field] += counts[field]
        sums[FIELDS + field] += counts[field] * counts[field]
        sums[2 * FIELDS + field] += counts[field] * counts[FIELDS - 1]
    sums[3 * FIELDS] += 1


@compile_for(
    void(
        *(int64, int64[::1], uint32[::1], uint32[::1], uint32[:, ::1], uint8[:, ::1], int64),
        *(uint64[::1], int64[:, ::1], uint64[:, ::1], uint32[::1]),
        *(int64[:, ::1], int64[::1], uint32[::1]),
    )
)
def count_clusters(
    cluster: Any,
    starts: Any,
    places: Any,
    groups: Any,
    limits: Any,
    row_limits: Any,
    shift: Any,
    counters: Any,
    was_full: Any,
    words: Any,
    waiting: Any,
    sums: Any,
    most: Any,
    largest: Any,
) -> None:
    """Count rows of clusters below some limits, given the first cluster's number, where each begins, and their rows.

    A group's counters are packed into one word, so one table look-up and one addition count a row for all limits.

    Args:
        places, groups: of each row; the rows of a cluster are contiguous.
        limits: for each group, the places in the order of pay below which a row is below each pay, ascending.
        row_limits, shift: how many limits each run of places reaches; see `runs_of_places`.
        counters, was_full: scratch (zeros) for one cluster: the counters, and what they held when they were full.
        words, waiting: the words of each group's clusters that are not yet added up, and their number.
        sums: Σ a, Σ a² and Σ a · m over the clusters for each counter, where a is its count and m that of the last
            counter, and the number of clusters.
        most, largest: the largest m, and its cluster.
    """
    origin, bits = starts[0], np.uint32(shift)
    for index in range(starts.size - 1):
        first, last = starts[index] - origin, starts[index + 1] - origin
        group_of, place_of = groups[first:last], places[first:last]  # indexed from their start, as in `add`
        for row in range(group_of.size):
            group = group_of[row]
            word = counters[group] + _STEPS[row_limits[group, place_of[row] >> bits]]
            if word >= _FULL:  # rare, for either of two reasons: one test per row is faster than two
                if word >= _UNKNOWN:
                    limit = 0
                    for pay in range(FIELDS - 1):
                        limit += place_of[row] >= limits[group, pay]
                    word = counters[group] + _STEPS[limit]
                if word >= _FULL:
                    for field in range(FIELDS):
                        was_full[group, field] += np.int64(word >> np.uint64(1 + FIELD_BITS * field) & _FIELD)
                    word = _WAS_FULL
            counters[group] = word
        few_groups = counters.size <= group_of.size  # then all of them are looked at, otherwise those of the rows
        for slot in range(min(counters.size, group_of.size)):
            group = np.uint32(slot) if few_groups else group_of[slot]
            word = counters[group]
            if word == 0:
                continue
            counters[group] = 0
            whole = was_full[group, FIELDS - 1] + np.int64(word >> _LAST)
            if whole > most[group]:
                most[group] = whole
                largest[group] = cluster + index
            if word & _WAS_FULL:
                for field in range(FIELDS):
                    was_full[group, field] += np.int64(word >> np.uint64(1 + FIELD_BITS * field) & _FIELD)
                add_counts(was_full[group], sums[group])
                was_full[group] = 0
            else:
                words[group, waiting[group]] = word
                waiting[group] += np.uint32(1)
                if waiting[group] == words.shape[1]:
                    add_words(words[group], sums[group])
                    waiting[group] = 0


@compile_for(
    void(
        *(int64, int64[::1], uint32[::1], uint32[::1], float64[::1], uint32[:, ::1], float64[:, ::1], uint32[::1]),
        *(float64[:, ::1], uint32[::1], float64[:, :, ::1]),
    )
)
def add_clusters(
    cluster: Any,
    starts: Any,
    places: Any,
    groups: Any,
    mass: Any,
    limits: Any,
    scratch: Any,
    touched_clusters: Any,
    totals: Any,
    largest: Any,
    below: Any,
) -> None:
    """Add up the mass of clusters below some limits, as `count_clusters` counts rows.

    `scratch` (zeros) holds one cluster's mass between the limits. `totals` are Σ m, clusters, Σ m² and the largest m of
    each group; `below` are Σ a, Σ a² and Σ a · m for each limit, and the largest a and m − a.
    """
    pays = limits.shape[1]
    origin = starts[0]
    for index in range(starts.size - 1):
        touched_count = 0
        for row in range(starts[index] - origin, starts[index + 1] - origin):
            group = groups[row]
            if scratch[group, pays + 1] == 0.0:
                scratch[group, pays + 1] = 1.0
                touched_clusters[touched_count] = group
                touched_count += 1
            interval = 0
            for pay in range(pays):
                interval += places[row] >= limits[group, pay]
            scratch[group, interval] += mass[row]
        for group in touched_clusters[:touched_count]:
            whole = 0.0
            for pay in range(pays + 1):
                whole += scratch[group, pay]
            totals[group, 0] += whole
            totals[group, 1] += 1
            totals[group, 2] += whole * whole
            if whole > totals[group, 3]:
                totals[group, 3] = whole
                largest[group] = cluster + index
            part = 0.0
            for pay in range(pays):
                part += scratch[group, pay]
                below[group, 0, pay] += part
                below[group, 1, pay] += part * part
                below[group, 2, pay] += part * whole
                below[group, 3, pay] = max(below[group, 3, pay], part)
                below[group, 4, pay] = max(below[group, 4, pay], whole - part)
            for pay in range(pays + 2):
                scratch[group, pay] = 0.0


@compile_for(void(uint32[::1], _uint32s, uint32[::1], uint8[::1]))
def leave_out(groups: Any, clusters: Any, clusters_out: Any, passes: Any) -> None:
    """Reject every row of the cluster that its group excludes."""
    for row in range(groups.size):
        if clusters[row] == clusters_out[groups[row]]:
            passes[row] = 0


@compile_for(void(int64[::1], float64[::1], uint32[::1], float64[::1], uint32[:, ::1], uint8, float64[:, ::1]))
def drawn_medians(starts: Any, pay: Any, clusters: Any, mass: Any, picks: Any, weighted: Any, medians: Any) -> None:
    """Compute medians of groups in which each cluster's rows count as often as the cluster was drawn.

    The rows are sorted by group (`starts`), then by pay; `picks` are the clusters drawn (draws × clusters), `medians`
    draws × groups. For an even number of rows, the two middle ones count half each; with weights, the row that reaches
    half counts. The sum of each block of 64 rows is recorded, so only one block is scanned twice.
    """
    longest = 0
    for group in range(starts.size - 1):
        longest = max(longest, starts[group + 1] - starts[group])
    blocks = np.zeros((longest >> 6) + 1)
    times = np.zeros(picks.shape[1])
    for draw in range(picks.shape[0]):
        times[:] = 0.0
        for pick in range(picks.shape[1]):
            times[picks[draw, pick]] += 1.0
        for group in range(starts.size - 1):
            start, end = starts[group], starts[group + 1]
            total = 0.0
            for block in range((end - start + 63) >> 6):
                first_row = start + (block << 6)
                amount = 0.0
                for row in range(first_row, min(first_row + 64, end)):
                    amount += times[clusters[row]] * mass[row]
                blocks[block] = amount
                total += amount
            if total == 0.0:
                continue
            first = total / 2 if weighted else (total + 1) // 2
            second = first if weighted else total // 2 + 1
            cumulated, block = 0.0, 0
            while cumulated + blocks[block] < first and start + (block + 1 << 6) < end:
                cumulated += blocks[block]
                block += 1
            lower, row = -1.0, start + (block << 6)
            while True:
                cumulated += times[clusters[row]] * mass[row]
                if lower < 0 and cumulated >= first:
                    lower = pay[row]
                if cumulated >= second or row + 1 == end:
                    break
                row += 1
            medians[draw, group] = (lower + pay[row]) / 2
