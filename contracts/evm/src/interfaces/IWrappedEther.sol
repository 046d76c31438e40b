// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The chain's own coin as a token
interface IWrappedEther {
    function deposit() external payable;
}
