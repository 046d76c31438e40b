// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Two offices: the governor (the Council, after vote and timelock) and the operator (the hub's key)
abstract contract Governed {
    error NotGovernor(address caller);
    error NotOperator(address caller);

    event OperatorChanged(address indexed operator);

    address public immutable governor;
    address public operator;

    constructor(address governor_, address operator_) {
        governor = governor_;
        operator = operator_;
        emit OperatorChanged(operator_);
    }

    modifier onlyGovernor() {
        if (msg.sender != governor) revert NotGovernor(msg.sender);
        _;
    }

    modifier onlyOperator() {
        if (msg.sender != operator) revert NotOperator(msg.sender);
        _;
    }

    /// @notice Hands the hub's office to another key.
    function setOperator(address operator_) external onlyGovernor {
        operator = operator_;
        emit OperatorChanged(operator_);
    }
}
