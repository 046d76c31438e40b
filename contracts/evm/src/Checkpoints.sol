// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Governed} from "./Governed.sol";

/// @title Heads of the journal: after a checkpoint no earlier entry can be rewritten unseen
contract Checkpoints is Governed {
    struct Head {
        uint64 index;
        uint64 at;
        bytes32 hash;
    }

    error NotLater(uint64 index, uint64 last);

    event JournalCheckpoint(uint64 indexed index, bytes32 hash);

    Head public head;

    constructor(address governor_, address operator_) Governed(governor_, operator_) {}

    /// @param index The index of the journal's last entry; must be later than the last checkpoint's.
    function checkpoint(uint64 index, bytes32 hash) external onlyOperator {
        Head storage last = head;
        if (last.at != 0 && index <= last.index) revert NotLater(index, last.index);
        head = Head(index, uint64(block.timestamp), hash);
        emit JournalCheckpoint(index, hash);
    }
}
