// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Book} from "../Book.sol";

/// @title One-slot structs, read and written in one go
/// @notice The compiler reads and writes a packed struct field by field, which costs a distribution 3,500 gas. These functions follow the
/// field order in `Book`, first field lowest; `test/Slots.t.sol` compares each with the compiler's own layout.
library Slots {
    function load(Book.Money storage from) internal view returns (Book.Money memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.idle = uint80(word);
        to.realised = int80(uint80(word >> 80));
        to.gain = uint64(word >> 160);
        to.markedAt = uint32(word >> 224);
    }

    function store(Book.Money storage to, Book.Money memory from) internal {
        uint256 word = uint256(from.idle) | uint256(uint80(from.realised)) << 80 | uint256(from.gain) << 160
            | uint256(from.markedAt) << 224;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Buckets storage from) internal view returns (Book.Buckets memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.ai = uint80(word);
        to.treasury = uint80(word >> 80);
        to.reinvested = uint80(word >> 160);
        to.aiBps = uint16(word >> 240);
    }

    function store(Book.Buckets storage to, Book.Buckets memory from) internal {
        uint256 word =
            uint256(from.ai) | uint256(from.treasury) << 80 | uint256(from.reinvested) << 160 | uint256(from.aiBps) << 240;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Earnings storage from) internal view returns (Book.Earnings memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.perWeight = uint96(word);
        to.carry = uint64(word >> 96);
        to.weight = uint64(word >> 160);
        to.holdersBps = uint16(word >> 224);
        to.reinvestBps = uint16(word >> 240);
    }

    function store(Book.Earnings storage to, Book.Earnings memory from) internal {
        uint256 word = uint256(from.perWeight) | uint256(from.carry) << 96 | uint256(from.weight) << 160
            | uint256(from.holdersBps) << 224 | uint256(from.reinvestBps) << 240;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Level storage from) internal view returns (Book.Level memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.principal = uint80(word);
        to.peak = uint80(word >> 80);
        to.idleAtMark = uint80(word >> 160);
    }

    function store(Book.Level storage to, Book.Level memory from) internal {
        uint256 word = uint256(from.principal) | uint256(from.peak) << 80 | uint256(from.idleAtMark) << 160;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Holdings storage from) internal view returns (Book.Holdings memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.held = uint96(word);
        to.cost = uint80(word >> 96);
        to.last1 = uint24(word >> 176);
        to.last2 = uint24(word >> 200);
        to.last3 = uint24(word >> 224);
    }

    function store(Book.Holdings storage to, Book.Holdings memory from) internal {
        uint256 word = uint256(from.held) | uint256(from.cost) << 96 | uint256(from.last1) << 176 | uint256(from.last2) << 200
            | uint256(from.last3) << 224;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Budgets storage from) internal view returns (Book.Budgets memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.turnover = uint64(word);
        to.loss = uint64(word >> 64);
        to.at = uint64(word >> 128);
    }

    function store(Book.Budgets storage to, Book.Budgets memory from) internal {
        uint256 word = uint256(from.turnover) | uint256(from.loss) << 64 | uint256(from.at) << 128;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Holding storage from) internal view returns (Book.Holding memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.owner = address(uint160(word));
        to.weight = uint64(word >> 160);
        to.mintedAt = uint32(word >> 224);
    }

    function load(Book.Standing storage from) internal view returns (Book.Standing memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.perWeight = uint96(word);
        to.claimed = uint80(word >> 96);
        to.paidIn = uint80(word >> 176);
    }

    function store(Book.Standing storage to, Book.Standing memory from) internal {
        uint256 word = uint256(from.perWeight) | uint256(from.claimed) << 96 | uint256(from.paidIn) << 176;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }

    function load(Book.Session storage from) internal view returns (Book.Session memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        to.agent = address(uint160(word));
        to.expiry = uint32(word >> 160);
        to.beatAt = uint32(word >> 192);
        to.beatBlock = uint32(word >> 224);
    }

    function load(Book.BrakesSlot storage from) internal view returns (Book.Brakes memory to) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(from.slot)
        }
        Book.Limits memory limits = to.limits;
        limits.tradeBps = uint16(word);
        limits.slippageBps = uint16(word >> 16);
        limits.deviationTicks = uint16(word >> 32);
        limits.turnoverBps = uint16(word >> 48);
        limits.lossBps = uint16(word >> 64);
        limits.window = uint24(word >> 80);
        limits.drawdownBps = uint16(word >> 104);
        limits.twapSeconds = uint16(word >> 120);
        limits.beatSeconds = uint16(word >> 136);
        limits.beatBlocks = uint16(word >> 152);
        limits.tradesPerMinute = uint8(word >> 168);
        to.pausedUntil = uint40(word >> 176);
        to.tripped = uint8(word >> 216) != 0;
        to.assetCount = uint8(word >> 224);
        to.gated = uint8(word >> 232) != 0;
        to.positions = uint8(word >> 240);
        to.unlocking = word >> 248 != 0;
    }

    function store(Book.BrakesSlot storage to, Book.Brakes memory from) internal {
        Book.Limits memory limits = from.limits;
        uint256 word = uint256(limits.tradeBps) | uint256(limits.slippageBps) << 16 | uint256(limits.deviationTicks) << 32
            | uint256(limits.turnoverBps) << 48 | uint256(limits.lossBps) << 64 | uint256(limits.window) << 80;
        word |= uint256(limits.drawdownBps) << 104 | uint256(limits.twapSeconds) << 120 | uint256(limits.beatSeconds) << 136
            | uint256(limits.beatBlocks) << 152 | uint256(limits.tradesPerMinute) << 168;
        word |= uint256(from.pausedUntil) << 176 | uint256(from.tripped ? 1 : 0) << 216 | uint256(from.assetCount) << 224
            | uint256(from.gated ? 1 : 0) << 232 | uint256(from.positions) << 240 | uint256(from.unlocking ? 1 : 0) << 248;
        assembly ("memory-safe") {
            sstore(to.slot, word)
        }
    }
}
