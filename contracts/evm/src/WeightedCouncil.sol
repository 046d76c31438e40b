// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Council, IShares} from "./Council.sol";

/// @title A council in which a holder's votes do not grow in step with his shares
/// @notice Chosen when a group is founded. A holder's shares count together, in one call or many. None of these weightings stands up to
/// holders who spread shares over accounts: use them only where the register of who may hold shares knows people. The quorum and the
/// threshold of proposals are still counted by share.
contract WeightedCouncil is Council {
    enum Weighting {
        /// The square root of the holder's weight, in millionths.
        Root,
        /// One holder, one vote.
        Equal,
        /// By weight up to a part of all weight.
        Capped
    }

    error BadCap(uint256 capBps);

    Weighting public immutable weighting;
    /// @notice The most that one holder counts, bps of the snapshot weight; for `Capped` only.
    uint256 public immutable capBps;
    mapping(uint256 id => uint256) private _castOf;
    mapping(uint256 id => mapping(address owner => uint256)) private _castBy;

    constructor(IShares shares_, Rules memory rules_, Targets memory targets_, Weighting weighting_, uint16 capBps_)
        Council(shares_, rules_, targets_)
    {
        if (capBps_ > 10_000 || (capBps_ == 0) == (weighting_ == Weighting.Capped)) revert BadCap(capBps_);
        weighting = weighting_;
        capBps = capBps_;
    }

    /// @notice Weight of shares cast on a proposal, which is what the quorum is counted in.
    function castOf(uint256 id) external view returns (uint256) {
        return _castOf[id];
    }

    /// @dev What these shares add to what the holder's earlier ones counted for.
    function _counted(uint256 id, address owner, uint256 weight, uint256 snapshotWeight) internal override returns (uint256) {
        uint256 before = _castBy[id][owner];
        _castBy[id][owner] = before + weight;
        _castOf[id] += weight;
        return _power(before + weight, snapshotWeight) - _power(before, snapshotWeight);
    }

    function _cast(uint256 id) internal view override returns (uint256) {
        return _castOf[id];
    }

    function _power(uint256 weight, uint256 snapshotWeight) private view returns (uint256) {
        if (weighting == Weighting.Root) return Math.sqrt(weight * 1e12);
        if (weighting == Weighting.Equal) return weight == 0 ? 0 : 1;
        return Math.min(weight, snapshotWeight * capBps / 10_000);
    }
}
