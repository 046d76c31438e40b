// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Who the vault may ask before a mint
interface IEligibility {
    /// @notice Whether `account` may be given a new share.
    function mayHold(address account) external view returns (bool);
}
