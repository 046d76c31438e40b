// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Accumulator} from "../src/libraries/Accumulator.sol";

uint256 constant ONE = 1 << 64;

/// @dev What is owed to one share of `weight` whose accumulator lags by `growth`, to all others, and the carry, in 1 / 2^64: covered.
function covered(uint256 reserved, uint256 others, uint256 growth, uint256 weight, uint256 carry) pure returns (bool) {
    return others + growth * weight + carry <= reserved * ONE;
}

/// @title Paid plus reserved is what was distributed, and what can be claimed is never more than what is reserved
/// @notice Proved by `npm run prove`, for any number of holders: one share is looked at, `others` is the exact sum owed to the rest in
/// 1 / 2^64 units. `covered` holds in an empty vault; `distribution`, `claiming`, `minting` and `leaving` keep it; `sumOfFloors` adds up
/// the roundings, share by share. Amounts are below 2^64, sums below 2^80, earnings per weight below 2^96, as in `Book`.
contract AccumulatorProof {
    /// Nothing is lost between increase and carry.
    function adding(uint256 amount, uint256 carried, uint256 weight) external pure {
        require(amount < 2 ** 64 && carried < 2 ** 64 && weight < 2 ** 64 && weight != 0);
        (uint256 increase, uint256 carry) = Accumulator.add(amount, carried, weight);
        assert(carry < weight);
        assert(increase * weight + carry == amount * ONE + carried);
    }

    /// A claim uses up at least what it pays, less than one weight's worth more, and never more than there is.
    function paying(uint256 growth, uint256 weight) external pure {
        require(growth < 2 ** 96 && weight < 2 ** 64 && weight != 0);
        uint256 amount = Accumulator.earned(growth, weight);
        uint256 used = Accumulator.consumed(amount, weight);
        assert(used * weight >= amount * ONE);
        assert(used * weight < amount * ONE + weight);
        assert(used <= growth);
    }

    /// A second claim at once pays nothing.
    function payingTwice(uint256 growth, uint256 weight) external pure {
        require(growth < 2 ** 96 && weight < 2 ** 64 && weight != 0);
        uint256 used = Accumulator.consumed(Accumulator.earned(growth, weight), weight);
        assert(Accumulator.earned(growth - used, weight) == 0);
    }

    /// Payments rounded down one by one sum to at most their sum rounded down.
    function sumOfFloors(uint256 one, uint256 others) external pure {
        require(one < 2 ** 160 && others < 2 ** 160);
        assert(one / ONE + others / ONE <= (one + others) / ONE);
    }

    /// The others' part grows by their weight times the increase.
    function distribution(
        uint256 amount,
        uint256 carried,
        uint256 total,
        uint256 weight,
        uint256 growth,
        uint256 others,
        uint256 paid,
        uint256 reserved
    ) external pure {
        require(amount < 2 ** 64 && carried < 2 ** 64 && total < 2 ** 64 && total != 0 && weight <= total);
        require(growth < 2 ** 96 && reserved < 2 ** 80 && others < 2 ** 160 && paid < 2 ** 80);
        uint256 distributed = paid + reserved;
        require(covered(reserved, others, growth, weight, carried));
        (uint256 increase, uint256 carry) = Accumulator.add(amount, carried, total);
        others += (total - weight) * increase;
        growth += increase;
        reserved += amount;
        distributed += amount;
        assert(covered(reserved, others, growth, weight, carry));
        assert(others / ONE + Accumulator.earned(growth, weight) <= reserved);
        assert(paid + reserved == distributed);
    }

    /// There is always enough to pay one share and still owe all the others; paid plus reserved stays what was distributed.
    function claiming(uint256 growth, uint256 weight, uint256 carry, uint256 others, uint256 paid, uint256 reserved) external pure {
        require(carry < 2 ** 64 && weight < 2 ** 64 && weight != 0);
        require(growth < 2 ** 96 && reserved < 2 ** 80 && others < 2 ** 160 && paid < 2 ** 80);
        uint256 distributed = paid + reserved;
        require(covered(reserved, others, growth, weight, carry));
        uint256 amount = Accumulator.earned(growth, weight);
        assert(amount + others / ONE <= reserved);
        uint256 used = Accumulator.consumed(amount, weight);
        // Never more: `paying` proves it.
        require(used <= growth);
        growth -= used;
        paid += amount;
        reserved -= amount;
        assert(covered(reserved, others, growth, weight, carry));
        assert(others / ONE + Accumulator.earned(growth, weight) <= reserved);
        assert(paid + reserved == distributed);
    }

    /// A new share starts with nothing owed.
    function minting(uint256 weight, uint256 carry, uint256 others, uint256 reserved) external pure {
        require(carry < 2 ** 64 && weight < 2 ** 64 && others < 2 ** 160 && reserved < 2 ** 80);
        require(covered(reserved, others, 0, 0, carry));
        assert(covered(reserved, others, 0, weight, carry));
        assert(Accumulator.earned(0, weight) == 0);
    }

    /// A share that is paid and burned leaves the rest covered.
    function leaving(uint256 growth, uint256 weight, uint256 carry, uint256 others, uint256 reserved) external pure {
        require(carry < 2 ** 64 && weight < 2 ** 64 && weight != 0);
        require(growth < 2 ** 96 && reserved < 2 ** 80 && others < 2 ** 160);
        require(covered(reserved, others, growth, weight, carry));
        reserved -= Accumulator.earned(growth, weight);
        assert(covered(reserved, others, 0, 0, carry));
    }
}
