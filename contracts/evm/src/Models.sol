// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Governed} from "./Governed.sol";

/// @title Register of models: which exist, where they lie, which one the agent must run
/// @notice The hub may register; only a passed vote activates. The agent refuses any other hash.
contract Models is Governed {
    enum Status {
        Unknown,
        Candidate,
        Shadow,
        Active,
        Retired
    }

    struct Model {
        uint64 round;
        uint64 registeredAt;
        Status status;
        bytes32 metricsHash;
        string cid;
    }

    error AlreadyRegistered(bytes32 hash);
    error UnknownModel(bytes32 hash);

    event ModelRegistered(bytes32 indexed hash, uint64 indexed round, string cid, bytes32 metricsHash);
    event ModelStatus(bytes32 indexed hash, Status status);

    bytes32 public active;
    bytes32[] public hashes;
    mapping(bytes32 hash => Model) private _models;

    constructor(address governor_, address operator_) Governed(governor_, operator_) {}

    /// @notice Enters a round's model as a candidate.
    function register(uint64 round, bytes32 hash, string calldata cid, bytes32 metricsHash) external onlyOperator {
        if (_models[hash].status != Status.Unknown) revert AlreadyRegistered(hash);
        _models[hash] = Model(round, uint64(block.timestamp), Status.Candidate, metricsHash, cid);
        hashes.push(hash);
        emit ModelRegistered(hash, round, cid, metricsHash);
    }

    /// @notice Lets a candidate run beside the active model without money.
    function shadow(bytes32 hash) external onlyOperator {
        if (_models[hash].status != Status.Candidate) revert UnknownModel(hash);
        _set(hash, Status.Shadow);
    }

    /// @notice Makes `hash` the one model the agent may act on; the previous one retires.
    function activate(bytes32 hash) external onlyGovernor {
        if (_models[hash].status == Status.Unknown) revert UnknownModel(hash);
        if (active != bytes32(0) && active != hash) _set(active, Status.Retired);
        active = hash;
        _set(hash, Status.Active);
    }

    /// @notice The row of a model; status `Unknown` when there is none.
    function modelOf(bytes32 hash) external view returns (Model memory) {
        return _models[hash];
    }

    /// @notice How many models were ever registered.
    function count() external view returns (uint256) {
        return hashes.length;
    }

    function _set(bytes32 hash, Status status) private {
        _models[hash].status = status;
        emit ModelStatus(hash, status);
    }
}
