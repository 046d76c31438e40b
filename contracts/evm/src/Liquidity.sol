// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Book} from "./Book.sol";
import {Trading} from "./Trading.sol";
import {Positions} from "./Positions.sol";
import {Settings} from "./Settings.sol";
import {IGate} from "./interfaces/IGate.sol";
import {IPool} from "./interfaces/IPool.sol";
import {PositionMath} from "./libraries/PositionMath.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title Liquidity of the vault in listed pools: the agent adds, takes back and re-centres it within the limits of a trade
/// @notice Besides, what the annex has no room for: options on profit, the breaker's reset.
/// @notice The annex delegates to this code what it does not know itself; it runs on the vault's books and holds nothing of its own.
contract Liquidity is Trading, Positions, Settings {
    using Slots for *;
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// What the agent wants to add.
    struct Addition {
        uint256 index;
        int24 lower;
        int24 upper;
        uint128 liquidity;
        /// The most that may be put in; a price that has moved asks for more of one of them.
        uint256 quoteMax;
        uint256 baseMax;
        uint256 deadline;
    }

    /// What an act on a position learns before it begins.
    struct Sight {
        uint256 value;
        int24 mean;
    }

    error TooManyAssets(uint256 index);
    error BadRange(int24 lower, int24 upper);
    error NoPosition(uint256 index);
    error NothingToAdd();
    error OverMaximum(uint256 quoteIn, uint256 baseIn);
    error LossyRange(uint256 loss, uint256 allowed);
    error AgentInCharge(address agent);

    event UnlockChanged(uint256 span);
    event CompounderChanged(address indexed owner, address indexed compounder);
    event StakingChanged(address indexed stakes);
    event BreakerReset(uint256 nav);
    event LiquidityAdded(
        uint256 indexed index,
        int24 lower,
        int24 upper,
        uint128 liquidity,
        uint256 quoteIn,
        uint256 baseIn,
        uint256 loss,
        uint256 nav
    );

    /// @notice One position per pool, in the pools of the first eight assets.
    uint256 public constant POSITIONS = 8;

    constructor(IERC20 quote_, address governor_, uint256 epochSeconds_)
        Book(quote_, governor_, epochSeconds_, address(this))
    {}

    // ------------------------------------------------------------------ agent

    /// @notice Adds liquidity between two ticks of a listed pool, to the position that stands there or to a new one.
    function addLiquidity(Addition calldata wanted) external nonReentrant returns (uint256 quoteIn, uint256 baseIn) {
        (Brakes memory brakes, Sight memory seen) = _begin(wanted.index, wanted.deadline);
        return _add(brakes, seen, wanted);
    }

    /// @notice Takes liquidity back into the vault, fees with it.
    function removeLiquidity(uint256 index, uint128 liquidity, uint256 deadline)
        external
        nonReentrant
        returns (uint256 quoteOut, uint256 baseOut)
    {
        (Brakes memory brakes, Sight memory seen) = _begin(index, deadline);
        return _remove(brakes, seen, index, liquidity);
    }

    /// @notice Takes all back and adds liquidity between other ticks, in one step.
    function recentre(Addition calldata wanted) external nonReentrant returns (uint256 quoteIn, uint256 baseIn) {
        (Brakes memory brakes, Sight memory seen) = _begin(wanted.index, wanted.deadline);
        _remove(brakes, seen, wanted.index, _positions[wanted.index].liquidity);
        return _add(brakes, seen, wanted);
    }

    // ------------------------------------------------------------------ anyone

    /// @notice Takes a position's fees into the vault. Anyone may call: nothing else can happen to them.
    function collectFees(uint256 index) external nonReentrant returns (uint256 quoteFees, uint256 baseFees) {
        if (!_hasPosition(index)) revert NoPosition(index);
        return _collectFees(index);
    }

    /// @notice Takes a whole position back when no agent may: paused, breaker open, or session over. Anyone may call. What a position
    /// pays out is worth at the mean price no less than the position, wherever the pool's price stands.
    function closePosition(uint256 index) external nonReentrant returns (uint256 quoteOut, uint256 baseOut) {
        Brakes memory brakes = _brakes.load();
        if (!brakes.tripped && block.timestamp >= brakes.pausedUntil && block.timestamp < _session.expiry) {
            revert AgentInCharge(_session.agent);
        }
        if (!_hasPosition(index)) revert NoPosition(index);
        _collectFees(index);
        (quoteOut, baseOut) = _book(index, _withdraw(index, _positions[index].liquidity));
    }

    /// @notice Called by the pool to be paid for liquidity. Nobody but the pool being added to can call.
    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        if (msg.sender != _adding) revert NotPool(msg.sender);
        if (amount0 != 0) IERC20(IPool(msg.sender).token0()).safeTransfer(msg.sender, amount0);
        if (amount1 != 0) IERC20(IPool(msg.sender).token1()).safeTransfer(msg.sender, amount1);
    }

    // ------------------------------------------------------------------ holders

    /// @notice Lets another account turn the caller's earnings into new shares of the caller, from now on; zero ends it.
    function setCompounder(address compounder) external {
        _compounders[msg.sender] = compounder;
        emit CompounderChanged(msg.sender, compounder);
    }

    /// @notice Who may compound for an owner besides himself.
    function compounderOf(address owner) external view returns (address) {
        return _compounders[owner];
    }

    // ------------------------------------------------------------------ governor

    /// @notice Over how many seconds realised profit becomes distributable; zero for at once, which also frees what is still locked.
    function setUnlock(uint24 span) external onlyGovernor {
        _unlock.span = span;
        _brakes.unlocking = span != 0;
        if (span == 0) _unlock.until = 0;
        emit UnlockChanged(span);
    }

    /// @notice Gives the holders' part of profit to staked shares only, through the contract named; zero gives it to all holders again.
    /// The buckets must have been paid out before.
    function setStaking(address stakes) external onlyGovernor {
        _requireBucketPaid();
        uint16 holders = _earnings.holdersBps + _staking.holdersBps;
        (_earnings.holdersBps, _staking.holdersBps) = stakes == address(0) ? (holders, uint16(0)) : (uint16(0), holders);
        _staking.stakes = stakes;
        emit StakingChanged(stakes);
    }

    /// @notice Closes the breaker and starts a new peak for it.
    function resetBreaker() external onlyGovernor nonReentrant {
        _brakes.tripped = false;
        _level.peak = 0;
        emit BreakerReset(_mark());
    }

    // ------------------------------------------------------------------ views

    /// @notice When the guardian's present or last pause began and ends; he may set another `MAX_PAUSE` after its end.
    function guardianPause() external view returns (uint256 from, uint256 until) {
        return (_turn.from, _turn.until);
    }

    /// @notice Earnings per weight, in 1/2^64, where the last cycle began and where it ended, and how many cycles there were.
    function lastCycle() external view returns (Cycle memory) {
        return _cycle;
    }

    /// @notice The contract that splits the holders' part among staked shares, or zero; and that part, in bps.
    function staking() external view returns (Staking memory) {
        return _staking;
    }

    /// @notice When the share at the head of the exit queue asked to leave; zero when nobody waits.
    function oldestExit() external view returns (uint256) {
        return _queued[_queue.first].at;
    }

    /// @notice The share at the head of the exit queue; zero when nobody waits.
    function nextExit() external view returns (uint256) {
        return _queue.first;
    }

    /// @notice Realised profit that is still locked, and the seconds until none is.
    function locked() external view returns (uint256 amount, uint256 left) {
        return _locked();
    }

    /// @notice Quote units that the caller's liquidity in a pool stands for at `tick`, uncollected fees included.
    function worth(address pool, bool quoteIs0, int24 lower, int24 upper, uint128 liquidity, int24 tick)
        external
        view
        returns (uint256)
    {
        (uint256 amount0, uint256 amount1) = PositionMath.amountsAt(lower, upper, liquidity, tick);
        (uint256 fees0, uint256 fees1) = PositionMath.feesOf(pool, msg.sender, lower, upper);
        (amount0, amount1) = (amount0 + fees0, amount1 + fees1);
        return quoteIs0
            ? amount0 + PriceMath.convert(amount1, tick, false)
            : amount1 + PriceMath.convert(amount0, tick, true);
    }

    /// @notice The vault's position in the pool of an asset; liquidity zero when there is none.
    function position(uint256 index) external view returns (Position memory) {
        return _positions[index];
    }

    // ------------------------------------------------------------------ parts

    /// @dev Everything that must hold before the agent may touch a position; values the vault at mean prices.
    function _begin(uint256 index, uint256 deadline) private returns (Brakes memory brakes, Sight memory seen) {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        brakes = _brakes.load();
        _requireReady(brakes);
        if (index >= brakes.assetCount) revert UnknownAsset(index);
        if (index >= POSITIONS) revert TooManyAssets(index);
        seen.value = _money.idle;
        for (uint256 i; i < brakes.assetCount; ++i) {
            if (i != index && _assets[i].books.held == 0 && brakes.positions >> i & 1 == 0) continue;
            (int24 spot, int24 mean, uint256 value) = _price(i, brakes);
            seen.value += value;
            if (i != index) continue;
            seen.mean = mean;
            _requireNear(spot, mean, brakes.limits.deviationTicks);
        }
        Holdings memory books = _assets[index].books.load();
        _noteTime(books, brakes.limits.tradesPerMinute, index);
        _assets[index].books.store(books);
    }

    function _add(Brakes memory brakes, Sight memory seen, Addition calldata wanted)
        private
        returns (uint256 quoteIn, uint256 baseIn)
    {
        Position storage at = _positions[wanted.index];
        if (wanted.liquidity == 0) revert NothingToAdd();
        if (at.liquidity != 0 && (at.lower != wanted.lower || at.upper != wanted.upper)) {
            revert BadRange(at.lower, at.upper);
        }
        if (
            brakes.gated
                && !IGate(_gate).passLiquidity(wanted.index, wanted.lower, wanted.upper, wanted.liquidity, wanted.deadline)
        ) revert GateClosed(_gate);
        (quoteIn, baseIn) = _deposit(wanted);

        bool quoteIs0 = _assets[wanted.index].quoteIs0;
        uint256 notional = quoteIn + PriceMath.convert(baseIn, seen.mean, !quoteIs0);
        uint256 cap = (seen.value * brakes.limits.tradeBps) / BPS;
        if (notional > cap) revert OverTradeCap(notional, cap);
        uint256 kept = PositionMath.valueAt(wanted.lower, wanted.upper, wanted.liquidity, seen.mean, quoteIs0);
        uint256 loss = notional > kept ? notional - kept : 0;
        uint256 allowed = (notional * brakes.limits.slippageBps) / BPS;
        if (loss > allowed) revert LossyRange(loss, allowed);
        _chargeBudgets(brakes.limits, notional, loss, seen.value);
        _bookAddition(wanted, quoteIn, baseIn);
        seen.value -= loss;
        _settleLevel(brakes, seen.value, quoteIn);
        _tellAddition(wanted, quoteIn, baseIn, loss, seen.value);
    }

    /// @dev With the value that the breaker saw, so that the books follow from the events alone.
    function _tellAddition(Addition calldata wanted, uint256 quoteIn, uint256 baseIn, uint256 loss, uint256 nav) private {
        emit LiquidityAdded(wanted.index, wanted.lower, wanted.upper, wanted.liquidity, quoteIn, baseIn, loss, nav);
    }

    /// @dev Puts tokens into the pool; the pool calls back for them.
    function _deposit(Addition calldata wanted) private returns (uint256 quoteIn, uint256 baseIn) {
        Asset storage asset = _assets[wanted.index];
        _adding = asset.pool;
        (uint256 amount0, uint256 amount1) =
            IPool(asset.pool).mint(address(this), wanted.lower, wanted.upper, wanted.liquidity, "");
        _adding = address(0);
        (quoteIn, baseIn) = asset.quoteIs0 ? (amount0, amount1) : (amount1, amount0);
        if (quoteIn > wanted.quoteMax || baseIn > wanted.baseMax) revert OverMaximum(quoteIn, baseIn);
        if (quoteIn > _money.idle) revert NotEnough(quoteIn, _money.idle);
        if (baseIn > asset.books.held) revert NotEnough(baseIn, asset.books.held);
    }

    function _bookAddition(Addition calldata wanted, uint256 quoteIn, uint256 baseIn) private {
        Position storage at = _positions[wanted.index];
        Holdings storage books = _assets[wanted.index].books;
        uint256 cost = baseIn == 0 ? 0 : Math.mulDiv(books.cost, baseIn, books.held);
        books.held -= uint96(baseIn);
        books.cost -= uint80(cost);
        if (at.liquidity == 0) {
            (at.lower, at.upper) = (wanted.lower, wanted.upper);
            _brakes.positions |= uint8(1 << wanted.index);
        }
        at.liquidity += wanted.liquidity;
        at.quotePut = (at.quotePut + quoteIn).toUint80();
        at.basePut = (at.basePut + baseIn).toUint96();
        at.cost = (at.cost + cost).toUint80();
    }

    /// @dev Payouts since the last mark come out of the peak; then `quoteIn` leaves idle, which is no payout. Voids the mark.
    function _settleLevel(Brakes memory brakes, uint256 value, uint256 quoteIn) private {
        Level memory level = _settledLevel(_money.idle, value);
        _money.idle -= uint80(quoteIn);
        _money.gain = 0;
        level.idleAtMark = _money.idle;
        _watch(level, value, brakes);
        _level.store(level);
    }

    function _remove(Brakes memory brakes, Sight memory seen, uint256 index, uint128 liquidity)
        private
        returns (uint256 quoteOut, uint256 baseOut)
    {
        if (liquidity == 0 || liquidity > _positions[index].liquidity) revert NoPosition(index);
        _collectFees(index);
        (quoteOut, baseOut) = _book(index, _withdraw(index, liquidity));
        uint256 notional = quoteOut + PriceMath.convert(baseOut, seen.mean, !_assets[index].quoteIs0);
        _chargeBudgets(brakes.limits, notional, 0, seen.value);
    }

    /// @dev A position that comes back is a trade between what was put in and what came out: more quote for less base was a sale, the
    /// reverse a purchase; what came out of both is profit.
    function _book(uint256 index, Withdrawn memory got) private returns (uint256 quoteOut, uint256 baseOut) {
        Holdings storage books = _assets[index].books;
        int256 realised = got.quoteOut.toInt256() - got.quotePut.toInt256();
        uint256 cost = got.cost;
        if (got.baseOut < got.basePut) {
            uint256 sold = Math.mulDiv(cost, got.basePut - got.baseOut, got.basePut, Math.Rounding.Ceil);
            cost -= sold;
            realised -= sold.toInt256();
        } else if (realised < 0) {
            cost += uint256(-realised);
            realised = 0;
        }
        books.held = (books.held + got.baseOut).toUint96();
        books.cost = (books.cost + cost).toUint80();
        _money.realised = SafeCast.toInt80(_money.realised + realised);
        _money.gain = 0;
        if (realised > 0 && _brakes.unlocking) _lockProfit(uint256(realised));
        _credit(got.quoteOut);
        return (got.quoteOut, got.baseOut);
    }
}
