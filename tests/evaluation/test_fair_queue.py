from dataclasses import dataclass

from aliansi.evaluation.fair_queue import FairQueue


@dataclass
class Job:
    client: str
    number: int = 0


def queue(clients: str) -> FairQueue[Job]:
    jobs = FairQueue[Job]()
    for number, client in enumerate(clients):
        jobs.push(Job(client, number))
    return jobs


def taken(jobs: FairQueue[Job], but: str = "") -> str:
    names = ""
    while job := jobs.pop(lambda client: client not in but):
        names += job.client
    return names


def test_clients_take_turns() -> None:
    assert taken(queue("aaaabbc")) == "abcabaa"


def test_a_client_at_its_limit_does_not_block_others() -> None:
    jobs = queue("aabab")
    assert taken(jobs, but="a") == "bb"
    assert (taken(jobs), bool(jobs), len(jobs)) == ("aaa", False, 0)


def test_the_jobs_of_a_client_keep_their_order_unless_one_is_put_first() -> None:
    jobs = queue("aa")
    jobs.push(Job("a", 7), first=True)
    numbers = [job.number for _ in range(3) if (job := jobs.pop(lambda _: True))]
    assert numbers == [7, 0, 1]


def test_a_removed_job_is_not_taken() -> None:
    jobs = queue("ab")
    first, other = list(jobs)
    assert jobs.remove(first)
    assert not jobs.remove(first)
    assert jobs.pop(lambda _: True) is other
    assert not jobs.remove(other)
