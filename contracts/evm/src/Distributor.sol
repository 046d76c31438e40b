// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Accumulator} from "./libraries/Accumulator.sol";
import {Shares} from "./Shares.sol";

/// @title Profit to holders, at the same cost however many there are
/// @notice Only realised profit above the high-water mark leaves the pool, split by the policy in force. Claims can never be paused.
abstract contract Distributor is Shares {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    error NothingToDistribute();
    error NothingClaimable();

    event Distributed(uint256 amount, uint256 holders, uint256 reinvest, uint256 ai);
    event BucketsPaid(uint256 ai, uint256 treasury);

    /// @notice Where the `ai` bucket goes: the contract that pays contributors.
    address public immutable contributions;
    /// @notice Where the `treasury` bucket goes.
    address public immutable treasury;

    constructor(address contributions_, address treasury_) {
        contributions = contributions_;
        treasury = treasury_;
    }

    /// @notice Splits all that is distributable. Anyone may call; needs a mark younger than an hour and no trade since.
    /// @dev Each bucket is floored and the remainder goes to the treasury.
    function distribute() external returns (uint256 amount) {
        Money memory money = _money;
        if (block.timestamp - money.markedAt > MARK_SECONDS) revert StaleMark(money.markedAt);
        amount = _distributable(money);
        Earnings memory earnings = _earnings;
        if (amount == 0 || earnings.weight == 0) revert NothingToDistribute();
        Buckets memory buckets = _buckets;

        uint256 holders = (amount * earnings.holdersBps) / BPS;
        uint256 reinvest = (amount * earnings.reinvestBps) / BPS;
        uint256 ai = (amount * buckets.aiBps) / BPS;
        if (holders != 0) {
            (uint256 increase, uint256 carry) = Accumulator.add(holders, earnings.carry, earnings.weight);
            earnings.perWeight = (earnings.perWeight + increase).toUint96();
            earnings.carry = uint64(carry);
            _earnings = earnings;
        }
        unchecked {
            // No bucket exceeds `amount`, and `amount` exceeds none of idle, realised and gain.
            money.idle -= uint80(amount - reinvest);
            money.realised -= int80(int256(amount));
            money.gain -= uint64(amount);
            _money = money;
            buckets.treasury = (buckets.treasury + (amount - holders - reinvest - ai)).toUint80();
        }
        buckets.ai = (buckets.ai + ai).toUint80();
        buckets.reinvested = (buckets.reinvested + reinvest).toUint80();
        _buckets = buckets;
        emit Distributed(amount, holders, reinvest, ai);
    }

    /// @notice Quote units that token `id` can claim now.
    function claimableRewards(uint256 id) public view returns (uint256) {
        return Accumulator.earned(_earnings.perWeight - _standings[id].perWeight, _holdings[id].weight);
    }

    /// @notice Pays the caller what the tokens have earned; the caller must hold them all.
    function claim(uint256[] calldata ids) external nonReentrant returns (uint256 paid) {
        uint256 perWeight = _earnings.perWeight;
        for (uint256 i; i < ids.length; ++i) {
            Holding memory holding = _holdings[ids[i]];
            if (holding.owner != msg.sender) revert NotHolder(ids[i], msg.sender);
            paid += _settle(ids[i], holding.weight, perWeight);
        }
        if (paid == 0) revert NothingClaimable();
        quote.safeTransfer(msg.sender, paid);
    }

    /// @notice Claims for every token the caller holds. Walks all ids: for large pools name them with `claim`.
    function claimEarnings() external nonReentrant returns (uint256 paid) {
        uint256 perWeight = _earnings.perWeight;
        uint256 end = _roll.nextId;
        for (uint256 id = 1; id < end; ++id) {
            Holding memory holding = _holdings[id];
            if (holding.owner == msg.sender) paid += _settle(id, holding.weight, perWeight);
        }
        if (paid == 0) revert NothingClaimable();
        quote.safeTransfer(msg.sender, paid);
    }

    /// @notice Sends what the buckets hold to the two fixed addresses. Anyone may call.
    function payBuckets() external nonReentrant returns (uint256 ai, uint256 toTreasury) {
        Buckets memory buckets = _buckets;
        (ai, toTreasury) = (buckets.ai, buckets.treasury);
        (buckets.ai, buckets.treasury) = (0, 0);
        _buckets = buckets;
        emit BucketsPaid(ai, toTreasury);
        if (ai != 0) quote.safeTransfer(contributions, ai);
        if (toTreasury != 0) quote.safeTransfer(treasury, toTreasury);
    }
}
