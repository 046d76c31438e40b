// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Allotments} from "./Allotments.sol";
import {Governed} from "./Governed.sol";

/// @title What the members tell the agent to do; the agent reads it, only a passed vote changes it
contract Mandate is Allotments {
    struct Config {
        /// Probability above which the agent trades, strictly, in millionths.
        uint32 thresholdMicro;
        /// Part of the vault that one plan may turn over, in bps.
        uint16 planBps;
        /// Slippage the agent allows itself, in bps; the vault's own floor stays.
        uint16 slippageBps;
        /// Seconds between decisions.
        uint32 intervalSeconds;
        /// Hash of the strategy's canonical JSON; zero for the default.
        bytes32 strategyHash;
    }

    error BadConfig();

    event ConfigChanged(Config config);
    event FederationChanged(bytes32 federation);

    Config private _config;
    /// @notice How the group learns together: the number of a strategy in the first byte, then its numbers, four bytes each; zero as founded.
    bytes32 public federation;

    constructor(address governor_, address operator_, Config memory config_) Governed(governor_, operator_) {
        _set(config_);
    }

    /// @notice The orders in force.
    function config() external view returns (Config memory) {
        return _config;
    }

    /// @notice Changes the orders.
    function setConfig(Config calldata config_) external onlyGovernor {
        _set(config_);
    }

    /// @notice Changes how the group learns, from the next round on.
    function setFederation(bytes32 federation_) external onlyGovernor {
        federation = federation_;
        emit FederationChanged(federation_);
    }

    function _set(Config memory config_) private {
        if (config_.thresholdMicro > 1_000_000 || config_.planBps > 10_000 || config_.slippageBps > 10_000) revert BadConfig();
        _config = config_;
        emit ConfigChanged(config_);
    }
}
