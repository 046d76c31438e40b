// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Accumulator} from "./libraries/Accumulator.sol";
import {Shares} from "./Shares.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title Who shares the holders' part among staked shares
interface IStakes {
    /// @notice Told what the vault has just sent.
    function notify(uint256 amount) external;
}

/// @title Profit to holders, at the same cost however many there are
/// @notice Only realised profit above the high-water mark leaves the pool, split by the policy in force. Claims can never be paused.
abstract contract Distributor is Shares {
    using Slots for *;
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    error NothingToDistribute();
    error EarningsFull();

    event Distributed(uint256 amount, uint256 holders, uint256 reinvest, uint256 ai);
    event BucketsPaid(uint256 ai, uint256 treasury);
    event StakesPaid(address indexed stakes, uint256 amount);

    /// @notice Where the `ai` bucket goes: the contract that pays contributors.
    address public immutable contributions;
    /// @notice Where the `treasury` bucket goes.
    address public immutable treasury;

    constructor(address contributions_, address treasury_) {
        contributions = contributions_;
        treasury = treasury_;
    }

    /// @notice Splits all that is distributable. Anyone may call; needs a mark younger than an hour and no trade since.
    /// @dev Each bucket is floored and the remainder goes to the treasury. The three slots are changed as words, each by one addition or
    /// subtraction that no field can carry out of, because this runs under a ceiling of 40,000 gas; `Slots` has the field order.
    function distribute() external returns (uint256 amount) {
        (uint256 money, uint256 buckets, uint256 earnings) = _words();
        if (block.timestamp - (money >> 224) > MARK_SECONDS) revert StaleMark(money >> 224);
        amount = _least(money);
        uint256 weight = uint64(earnings >> 160);
        if (amount == 0 || weight == 0) revert NothingToDistribute();
        unchecked {
            // The amount is below 2^64 and each share of it at most 10,000 / 10,000.
            uint256 holders = (amount * uint16(earnings >> 224)) / BPS;
            uint256 reinvest = (amount * (earnings >> 240)) / BPS;
            uint256 ai = (amount * (buckets >> 240)) / BPS;
            // It takes 65,536 distributions of 2^64 units each to fill a bucket of 2^80.
            // Idle, realised and gain are all at least what is taken from them.
            money -= (amount - reinvest) | amount << 80 | amount << 160;
            uint256 added = ai | (amount - holders - reinvest - ai) << 80 | reinvest << 160;
            buckets += added;
            uint256 numerator = (holders << 64) + uint64(earnings >> 96);
            uint256 perWeight = uint96(earnings) + numerator / weight;
            if (perWeight >> 96 != 0) revert EarningsFull();
            earnings = (earnings >> 160 << 160) | (numerator % weight) << 96 | perWeight;
            emit Distributed(amount, holders, reinvest, ai);
        }
        _setWords(money, buckets, earnings);
    }

    /// @notice Quote units that token `id` can claim now.
    function claimableRewards(uint256 id) public view returns (uint256) {
        return Accumulator.earned(_earnings.perWeight - _standings[id].perWeight, _holdings[id].weight);
    }

    /// @notice Pays the caller what the tokens have earned; the caller must hold them all.
    function claim(uint256[] calldata ids) external nonReentrant returns (uint256 paid) {
        paid = _collect(ids, msg.sender);
        quote.safeTransfer(msg.sender, paid);
    }

    /// @notice Turns what the tokens have earned into a new share for their owner, at net asset value; nothing leaves the pool. The owner
    /// may call, or the account that he has chosen for it.
    function compound(uint256[] calldata ids, uint256 minWeight) external nonReentrant returns (uint256 id, uint256 weight) {
        if (ids.length == 0) revert NothingClaimable();
        address owner = _holdings[ids[0]].owner;
        if (owner != msg.sender && _compounders[owner] != msg.sender) revert NotHolder(ids[0], msg.sender);
        return _issue(owner, _collect(ids, owner), minWeight);
    }

    /// @notice Sends what the buckets hold to the two fixed addresses. Anyone may call.
    function payBuckets() external nonReentrant returns (uint256 ai, uint256 toTreasury) {
        Buckets memory buckets = _buckets.load();
        (ai, toTreasury) = (buckets.ai, buckets.treasury);
        (buckets.ai, buckets.treasury) = (0, 0);
        _buckets.store(buckets);
        _endCycle();
        emit BucketsPaid(ai, toTreasury);
        if (ai != 0) quote.safeTransfer(contributions, ai);
        if (_staking.stakes != address(0)) toTreasury -= _payStakes(toTreasury);
        if (toTreasury != 0) quote.safeTransfer(treasury, toTreasury);
    }

    /// @dev Where holders have earned since the buckets were paid before, a cycle ends here.
    function _endCycle() private {
        (uint96 perWeight, Cycle memory last) = (_earnings.perWeight, _cycle);
        if (perWeight != last.to) _cycle = Cycle(last.to, perWeight, last.count + 1);
    }

    /// @dev What a share of this weight, which has earned `earned` in all, earned in the last cycle. For a share minted in its midst that
    /// is all it had earned by its end.
    function _earnedInLastCycle(uint256 weight, uint256 earned) internal view returns (uint256) {
        Cycle memory last = _cycle;
        uint256 since = Accumulator.earned(_earnings.perWeight - last.to, weight);
        return Math.min(Accumulator.earned(last.to - last.from, weight), earned > since ? earned - since : 0);
    }

    /// @dev The stakers' part of what a distribution left to the treasury.
    function _payStakes(uint256 amount) private returns (uint256 part) {
        Staking memory staking = _staking;
        uint256 together = BPS - _earnings.reinvestBps - _buckets.aiBps;
        if (together == 0) return 0;
        part = (amount * staking.holdersBps) / together;
        emit StakesPaid(staking.stakes, part);
        quote.safeTransfer(staking.stakes, part);
        IStakes(staking.stakes).notify(part);
    }

    function _collect(uint256[] calldata ids, address owner) private returns (uint256 paid) {
        uint256 perWeight = _earnings.perWeight;
        for (uint256 i; i < ids.length; ++i) {
            Holding memory holding = _holdings[ids[i]].load();
            if (holding.owner != owner) revert NotHolder(ids[i], owner);
            paid += _settle(ids[i], holding.weight, perWeight);
        }
        if (paid == 0) revert NothingClaimable();
    }

    /// @dev The least of realised, gain and idle in the money word; zero after a loss.
    function _least(uint256 money) private pure returns (uint256 least) {
        int256 realised = int80(uint80(money >> 80));
        if (realised <= 0) return 0;
        least = uint256(realised);
        if (least > uint64(money >> 160)) least = uint64(money >> 160);
        if (least > uint80(money)) least = uint80(money);
    }

    function _words() private view returns (uint256 money, uint256 buckets, uint256 earnings) {
        assembly ("memory-safe") {
            money := sload(_money.slot)
            buckets := sload(_buckets.slot)
            earnings := sload(_earnings.slot)
        }
    }

    function _setWords(uint256 money, uint256 buckets, uint256 earnings) private {
        assembly ("memory-safe") {
            sstore(_money.slot, money)
            sstore(_buckets.slot, buckets)
            sstore(_earnings.slot, earnings)
        }
    }
}
