"""The best one-to-one assignment of scored pairs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

_EXACT = 80
"""A group with at most so many members on each side is solved exactly, a larger one greedily."""


def best(scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs with the greatest total score; each member is used at most once."""
    chosen: list[tuple[int, int]] = []
    for group in _groups(scores):
        lefts = sorted({left for left, _ in group})
        rights = sorted({right for _, right in group})
        if len(lefts) == 1 or len(rights) == 1:
            chosen.append(max(group, key=lambda edge: (scores[edge], -edge[0], -edge[1])))
        elif max(len(lefts), len(rights)) <= _EXACT:
            chosen.extend(_exact(group, lefts, rights, scores))
        else:
            chosen.extend(_greedy(group, scores))
    return sorted(chosen)


def _groups(scores: Mapping[tuple[int, int], float]) -> Iterator[list[tuple[int, int]]]:
    """The pairs, in groups without common members."""
    by_left: dict[int, list[int]] = defaultdict(list)
    by_right: dict[int, list[int]] = defaultdict(list)
    for left, right in scores:
        by_left[left].append(right)
        by_right[right].append(left)
    seen: set[int] = set()
    for start in by_left:
        if start in seen:
            continue
        group: list[tuple[int, int]] = []
        waiting = [start]
        seen.add(start)
        while waiting:
            left = waiting.pop()
            for right in by_left[left]:
                group.append((left, right))
                for other in by_right[right]:
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        yield group


def _greedy(
    group: list[tuple[int, int]], scores: Mapping[tuple[int, int], float]
) -> Iterator[tuple[int, int]]:
    lefts: set[int] = set()
    rights: set[int] = set()
    for left, right in sorted(group, key=lambda edge: (-scores[edge], edge)):
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            yield left, right


def _exact(
    group: list[tuple[int, int]],
    lefts: list[int],
    rights: list[int],
    scores: Mapping[tuple[int, int], float],
) -> Iterator[tuple[int, int]]:
    """Kuhn's method by shortest augmenting paths; a pair without a score is never chosen."""
    known = set(group)
    none = max(scores[edge] for edge in group)
    size = max(len(lefts), len(rights))
    cost = [[none] * size for _ in range(size)]
    for row, left in enumerate(lefts):
        for column, right in enumerate(rights):
            if (left, right) in known:
                cost[row][column] = none - scores[left, right]
    for column, row in enumerate(_rows(cost)):
        if row < len(lefts) and column < len(rights) and (lefts[row], rights[column]) in known:
            yield lefts[row], rights[column]


def _rows(cost: list[list[float]]) -> list[int]:
    """The row assigned to each column of a square matrix, at the least total cost."""
    size = len(cost)
    row_price, column_price = [0.0] * (size + 1), [0.0] * (size + 1)
    owner = [0] * (size + 1)
    for row in range(1, size + 1):
        owner[0], column = row, 0
        least, path = [float("inf")] * (size + 1), [0] * (size + 1)
        used = [False] * (size + 1)
        while True:
            used[column] = True
            current, step, following = owner[column], float("inf"), 0
            for other in range(1, size + 1):
                if used[other]:
                    continue
                slack = cost[current - 1][other - 1] - row_price[current] - column_price[other]
                if slack < least[other]:
                    least[other], path[other] = slack, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(size + 1):
                if used[other]:
                    row_price[owner[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = following
            if owner[column] == 0:
                break
        while column:
            owner[column] = owner[path[column]]
            column = path[column]
    return [owner[column] - 1 for column in range(1, size + 1)]
