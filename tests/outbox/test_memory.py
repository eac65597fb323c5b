"""What is remembered between two letters: for seconds, and not without end."""

from meetups.outbox.memory import Memory


def test_it_is_made_once() -> None:
    memory, made = Memory(), list[int]()
    for _time in range(3):
        memory.recall("a", lambda: made.append(1))
    memory.recall("b", lambda: made.append(2))
    assert made == [1, 2]


def test_what_is_old_is_made_anew() -> None:
    memory, made = Memory(seconds=0), list[int]()
    for _time in range(3):
        memory.recall("a", lambda: made.append(1))
    assert made == [1, 1, 1]


def test_it_holds_no_more_than_so_many() -> None:
    memory, made = Memory(most=2), list[int]()
    for number in (1, 2, 1, 3, 1):
        memory.recall(number, lambda number=number: made.append(number))
    assert made == [1, 2, 3, 1]
