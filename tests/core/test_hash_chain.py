"""Promise: a MAC covers the whole record, its number and all before it, in one spelling alone."""

from app.core.hash_chain import Fold, Link, Record, Walk, mac_of

_KEY = bytes(range(32))


def _chain(*texts: str, key: bytes = _KEY) -> list[Record]:
    records, mac = [], ""
    for number, text in enumerate(texts, start=1):
        mac = mac_of(key, number, {"text": text}, after=mac)
        records.append(Record(number, {"text": text}, mac))
    return records


def _faults(records: list[Record], key: bytes = _KEY) -> list[int]:
    walk = Walk(key)
    return [fault.number for record in records for fault in walk.step(record)]


def test_the_mac_is_hmac_sha256_over_canonical_json() -> None:
    """Figures from another implementation: printf '[1,"",{"a":1}]' | openssl dgst -sha256 …"""
    assert mac_of(_KEY, 1, {"a": 1}, after="") == (
        "8c90a450ec2f8a2f99350013960a2e740840e93004f9ba5536cea5d580cb33ac"
    )


def test_the_order_of_the_facts_and_their_script_do_not_matter() -> None:
    one = mac_of(_KEY, 1, {"a": "é🦊", "b": None}, after="")
    assert one == mac_of(_KEY, 1, {"b": None, "a": "é🦊"}, after="")


def test_nothing_runs_into_its_neighbour() -> None:
    macs = {
        mac_of(_KEY, 1, {"a": "1"}, after="1"),
        mac_of(_KEY, 11, {"a": "1"}, after=""),
        mac_of(_KEY, 1, {"a": "11"}, after=""),
        mac_of(_KEY, 1, {"a": 11}, after=""),
        mac_of(_KEY, 1, {"a": None}, after=""),
        mac_of(_KEY, 1, {"a": ""}, after=""),
        mac_of(_KEY, 1, {"a": '","b":"'}, after=""),
        mac_of(_KEY, 1, {"a": "", "b": ""}, after=""),
    }
    assert len(macs) == 8


def test_a_whole_chain_has_no_fault_and_another_key_fits_nowhere() -> None:
    assert _faults(_chain("a", "b", "c")) == []
    assert _faults(_chain("a", "b", "c"), key=bytes(32)) == [1, 2, 3]
    assert _faults(_chain("a", "b", "c", key=bytes(32))) == [1, 2, 3]


def test_the_walk_goes_on_behind_a_fault() -> None:
    chain = _chain(*"abcdef")
    chain[1] = Record(2, {"text": "x"}, chain[1].mac)
    del chain[3]
    assert _faults(chain) == [2, 4]


def test_a_run_outside_the_chain_has_one_mac_that_is_no_link() -> None:
    fold, other = Fold(_KEY), Fold(_KEY)
    assert fold.mac() == other.mac()
    fold.add(1, {"text": "a"})
    assert (fold.count, other.count) == (1, 0)
    assert fold.mac() not in {other.mac(), _chain("a")[0].mac}


def test_a_link_is_where_the_chain_stands() -> None:
    last = _chain("a", "b")[-1]
    assert last.link == Link(2, last.mac)
