"""Writers to one SQLite file take turns, over threads and over processes, and nobody waits for ever."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sagsflow.core.writers import WriterBusy, WriterQueue

HOLD = """
import sys
from pathlib import Path
from sagsflow.core.writers import WriterQueue
queue = WriterQueue(Path(sys.argv[1]))
queue.enter()
print("holding", flush=True)
sys.stdin.readline()
queue.leave()
"""
GREEDY = """
import sys
from pathlib import Path
from sagsflow.core.writers import WriterQueue
queue, turns = WriterQueue(Path(sys.argv[1])), 0
with Path(sys.argv[2]).open("r+b", buffering=0) as counter:
    while True:
        queue.enter()
        turns += 1
        counter.seek(0)
        counter.write(turns.to_bytes(8))
        queue.leave()
        if turns == 1:
            print("writing", flush=True)
"""
TURNS = 20


def _start(program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *(str(part) for part in arguments)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_threads_write_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    queue, order, arrived = WriterQueue(tmp_path / "a.db"), [], threading.Semaphore(0)
    queue.enter()

    def write(number: int) -> None:
        arrived.release()
        queue.enter()
        order.append(number)
        queue.leave()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=write, args=(number,)))
        threads[-1].start()
        arrived.acquire()
        _until_waiting(queue, number + 1)
    queue.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def _until_waiting(queue: WriterQueue, count: int) -> None:
    while len(queue._threads._waiting) < count:
        threading.Event().wait(0.001)


def test_a_writer_gives_up_when_another_process_holds_the_file_too_long(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with _start(HOLD, file) as holder:
        impatient = WriterQueue(file, timeout=0.05)
        with pytest.raises(WriterBusy):
            impatient.enter()
        holder.communicate("go on\n")
        impatient.enter()
        impatient.leave()


def test_a_thread_that_gave_up_is_not_handed_the_turn(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "a.db", timeout=0.01)
    queue.enter()
    with pytest.raises(WriterBusy):
        queue.enter()
    queue.leave()
    queue.enter()
    queue.leave()


def test_a_process_that_is_killed_leaves_the_way_free(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with _start(HOLD, file) as holder:
        holder.kill()
        holder.wait()
        queue = WriterQueue(file)
        queue.enter()
        queue.leave()


def test_a_process_that_writes_without_a_pause_cannot_keep_another_out(tmp_path: Path) -> None:
    file, counter = tmp_path / "a.db", tmp_path / "turns"
    counter.write_bytes(bytes(8))
    with _start(GREEDY, file, counter) as greedy:
        queue = WriterQueue(file)
        for _ in range(TURNS):
            before = counter.read_bytes()
            queue.enter()
            queue.leave()
            while counter.read_bytes() == before and greedy.poll() is None:
                threading.Event().wait(0.001)
        assert greedy.poll() is None
        greedy.kill()
