// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {Book} from "../src/Book.sol";
import {Slots} from "../src/libraries/Slots.sol";
import {Twap} from "../src/libraries/Twap.sol";

/// Every load and store equals what the compiler does field by field.
contract SlotsTest is Test {
    using Slots for *;

    Book.Money internal _money;
    Book.Buckets internal _buckets;
    Book.Earnings internal _earnings;
    Book.Level internal _level;
    Book.Holdings internal _holdings;
    Book.Budgets internal _budgets;
    Book.Standing internal _standing;
    Book.Holding internal _holding;
    Book.Session internal _session;
    Book.BrakesSlot internal _brakes;
    Twap.Checkpoints internal _points;

    function testFuzz_money(Book.Money memory value) public {
        _money = value;
        assertEq(abi.encode(_money.load()), abi.encode(value));
        delete _money;
        _money.store(value);
        Book.Money memory back = _money;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_buckets(Book.Buckets memory value) public {
        _buckets = value;
        assertEq(abi.encode(_buckets.load()), abi.encode(value));
        delete _buckets;
        _buckets.store(value);
        Book.Buckets memory back = _buckets;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_earnings(Book.Earnings memory value) public {
        _earnings = value;
        assertEq(abi.encode(_earnings.load()), abi.encode(value));
        delete _earnings;
        _earnings.store(value);
        Book.Earnings memory back = _earnings;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_level(Book.Level memory value) public {
        _level = value;
        assertEq(abi.encode(_level.load()), abi.encode(value));
        delete _level;
        _level.store(value);
        Book.Level memory back = _level;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_holdings(Book.Holdings memory value) public {
        _holdings = value;
        assertEq(abi.encode(_holdings.load()), abi.encode(value));
        delete _holdings;
        _holdings.store(value);
        Book.Holdings memory back = _holdings;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_budgets(Book.Budgets memory value) public {
        _budgets = value;
        assertEq(abi.encode(_budgets.load()), abi.encode(value));
        delete _budgets;
        _budgets.store(value);
        Book.Budgets memory back = _budgets;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_standing(Book.Standing memory value) public {
        _standing = value;
        assertEq(abi.encode(_standing.load()), abi.encode(value));
        delete _standing;
        _standing.store(value);
        Book.Standing memory back = _standing;
        assertEq(abi.encode(back), abi.encode(value));
    }

    function testFuzz_readOnly(Book.Holding memory holding, Book.Session memory session, Book.BrakesSlot memory flat) public {
        (_holding, _session, _brakes) = (holding, session, flat);
        assertEq(abi.encode(_holding.load()), abi.encode(holding));
        assertEq(abi.encode(_session.load()), abi.encode(session));
        // Nested or flat, the ABI writes the same words.
        assertEq(abi.encode(_brakes.load()), abi.encode(flat));
        Book.Brakes memory nested = _brakes.load();
        delete _brakes;
        _brakes.store(nested);
        Book.BrakesSlot memory back = _brakes;
        assertEq(abi.encode(back), abi.encode(flat));
    }
}
