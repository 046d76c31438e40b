// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Governed} from "./Governed.sol";

/// @title Contribution scores: one Merkle root per epoch, never changed afterwards
contract Scores is Governed {
    error EpochTaken(uint256 epoch);
    error EmptyRoot();

    event ScoresCommitted(uint256 indexed epoch, bytes32 root, string cid);

    mapping(uint256 epoch => bytes32) public rootOf;

    constructor(address governor_, address operator_) Governed(governor_, operator_) {}

    /// @param cid Where the rows behind the root can be fetched.
    function commit(uint256 epoch, bytes32 root, string calldata cid) external onlyOperator {
        if (root == bytes32(0)) revert EmptyRoot();
        if (rootOf[epoch] != bytes32(0)) revert EpochTaken(epoch);
        rootOf[epoch] = root;
        emit ScoresCommitted(epoch, root, cid);
    }
}
