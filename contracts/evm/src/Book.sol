// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IPool} from "./interfaces/IPool.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Twap} from "./libraries/Twap.sol";

/// @title The vault's books: every amount it tracks, how assets are valued, and who holds which office
/// @notice Amounts are tracked, never read from token balances, so a donation changes nothing. Structs are packed into the slots that
/// an operation writes together; the widths bound a vault at 2^80 quote units.
abstract contract Book is ReentrancyGuardTransient {
    using SafeCast for uint256;
    using Twap for Twap.Checkpoints;

    /// One slot: what trading and mints change.
    struct Money {
        /// Quote units that belong to the pool.
        uint80 idle;
        /// Realised profit (or loss) not yet distributed, on average cost.
        int80 realised;
        /// Value above the high-water mark as of the last mark; zero after every trade.
        uint64 gain;
        uint32 markedAt;
    }

    /// One slot: what distributions set aside.
    struct Buckets {
        uint80 ai;
        uint80 treasury;
        /// Profit kept in the pool so far; raises the high-water mark.
        uint80 reinvested;
        uint16 aiBps;
    }

    /// One slot: earnings per weight.
    struct Earnings {
        uint96 perWeight;
        uint64 carry;
        uint64 weight;
        uint16 holdersBps;
        uint16 reinvestBps;
    }

    /// One slot: levels that the breaker and the high-water mark need.
    struct Level {
        /// Quote units paid in for the weight that still stands.
        uint80 principal;
        /// Highest value seen, scaled by every flow in and out, so that payouts are no drawdown.
        uint80 peak;
        uint80 idleAtMark;
    }

    /// One slot: numbering and the snapshot that votes use.
    struct Roll {
        uint32 nextId;
        uint32 epoch;
        /// Total weight when the epoch began.
        uint64 weightBefore;
    }

    /// One slot: the agent.
    struct Session {
        address agent;
        uint32 expiry;
        uint32 beatAt;
        uint32 beatBlock;
    }

    struct Limits {
        /// Largest trade, bps of net asset value.
        uint16 tradeBps;
        /// How far below the mean price a trade's output may lie, bps; must cover the pool's fee.
        uint16 slippageBps;
        /// How far spot may lie from the mean, in ticks (about bps).
        uint16 deviationTicks;
        /// Turnover and loss allowed per window, bps of net asset value.
        uint16 turnoverBps;
        uint16 lossBps;
        uint24 window;
        /// Drawdown of the total-return index that trips the breaker, bps.
        uint16 drawdownBps;
        /// Shortest mean, seconds.
        uint16 twapSeconds;
        /// Oldest heartbeat that still allows a trade.
        uint16 beatSeconds;
        uint16 beatBlocks;
        /// Trades per asset in any 60 seconds; at most 3.
        uint8 tradesPerMinute;
    }

    /// One slot: limits and brakes.
    struct Brakes {
        Limits limits;
        uint40 pausedUntil;
        bool tripped;
        uint8 assetCount;
    }

    struct Asset {
        address pool;
        bool quoteIs0;
        uint16 targetBps;
        address token;
        uint96 held;
        uint80 cost;
        /// The last three trades, seconds modulo 2^24.
        uint24 last1;
        uint24 last2;
        uint24 last3;
        Twap.Checkpoints points;
    }

    error NotGovernor(address caller);
    error NotAgent(address caller);
    error UnknownAsset(uint256 index);
    error NoMeanPrice(uint256 index);
    error StaleMark(uint256 markedAt);

    event Marked(uint256 nav, uint256 gain);
    event BreakerTripped(uint256 nav, uint256 peak);

    uint256 internal constant BPS = 10_000;

    IERC20 public immutable quote;
    address public immutable governor;
    /// @dev At the start one whole quote token is 10^9 weight (10^12 for tokens of more than nine decimals).
    uint256 internal immutable VIRTUAL_WEIGHT;
    uint256 internal immutable VIRTUAL_QUOTE;

    Money internal _money;
    Buckets internal _buckets;
    Earnings internal _earnings;
    Level internal _level;
    Roll internal _roll;
    Session internal _session;
    Brakes internal _brakes;
    mapping(uint256 index => Asset) internal _assets;

    modifier onlyGovernor() {
        if (msg.sender != governor) revert NotGovernor(msg.sender);
        _;
    }

    constructor(IERC20 quote_, address governor_) {
        quote = quote_;
        governor = governor_;
        uint256 places = IERC20Metadata(address(quote_)).decimals();
        uint256 scale = places > 9 ? 12 : 9;
        VIRTUAL_WEIGHT = scale > places ? 10 ** (scale - places) : 1;
        VIRTUAL_QUOTE = places > scale ? 10 ** (places - scale) : 1;
    }

    // ------------------------------------------------------------------ value

    /// @notice Net asset value in quote units at mean prices (or at the last known spot of an asset never priced).
    function nav() public view returns (uint256 value) {
        value = _money.idle;
        uint256 window = _brakes.limits.twapSeconds;
        for (uint256 i; i < _brakes.assetCount; ++i) {
            Asset storage asset = _assets[i];
            if (asset.held == 0) continue;
            (, int56 cumulative) = Twap.read(asset.pool);
            (bool known, int24 mean) = Twap.mean(asset.points, cumulative, window);
            if (!known) revert NoMeanPrice(i);
            value += PriceMath.convert(asset.held, mean, !asset.quoteIs0);
        }
    }

    /// @notice Net asset value at the pools' present prices. For display: one transaction can move it.
    function navSpot() external view returns (uint256 value) {
        value = _money.idle;
        for (uint256 i; i < _brakes.assetCount; ++i) {
            Asset storage asset = _assets[i];
            (int24 spot,) = Twap.read(asset.pool);
            value += PriceMath.convert(asset.held, spot, !asset.quoteIs0);
        }
    }

    /// @dev Value with each asset at the dearer (`dear`) or cheaper of spot and mean.
    function _navAtWorse(bool dear) internal view returns (uint256 value) {
        value = _money.idle;
        uint256 window = _brakes.limits.twapSeconds;
        uint256 count = _brakes.assetCount;
        for (uint256 i; i < count; ++i) {
            Asset storage asset = _assets[i];
            uint256 held = asset.held;
            if (held == 0) continue;
            (int24 spot, int56 cumulative) = Twap.read(asset.pool);
            (bool known, int24 mean) = Twap.mean(asset.points, cumulative, window);
            if (!known) revert NoMeanPrice(i);
            bool quoteIs0 = asset.quoteIs0;
            // The quote value of the asset rises with the tick unless the quote is token0.
            int24 tick = (spot > mean) == (dear != quoteIs0) ? spot : mean;
            value += PriceMath.convert(held, tick, !quoteIs0);
        }
    }

    /// @dev Values everything at mean prices and takes new checkpoints. An asset held but not yet priced stops the mark.
    function _sweepPrices(uint256 window, uint256 count) internal returns (uint256 value) {
        for (uint256 i; i < count; ++i) {
            Asset storage asset = _assets[i];
            (, int56 cumulative) = Twap.read(asset.pool);
            Twap.Checkpoints memory points = asset.points;
            uint256 held = asset.held;
            if (held != 0) {
                (bool known, int24 mean) = points.mean(cumulative, window);
                if (!known) revert NoMeanPrice(i);
                value += PriceMath.convert(held, mean, !asset.quoteIs0);
            }
            Twap.roll(asset.points, points, cumulative, window);
        }
    }

    /// @notice Renews value, high-water mark and breaker at mean prices. Anyone may call.
    function mark() external nonReentrant returns (uint256 value) {
        return _mark();
    }

    function _mark() internal returns (uint256 value) {
        Brakes memory brakes = _brakes;
        Money memory money = _money;
        value = money.idle + _sweepPrices(brakes.limits.twapSeconds, brakes.assetCount);
        Level memory level = _settledLevel(money.idle, value);
        uint256 mark_ = uint256(level.principal) + _buckets.reinvested;
        uint256 gain = value > mark_ ? value - mark_ : 0;
        money.gain = gain > type(uint64).max ? type(uint64).max : uint64(gain);
        money.markedAt = uint32(block.timestamp);
        _money = money;
        _watch(level, value, brakes);
        _level = level;
        emit Marked(value, gain);
    }

    /// @dev The level with payouts since the last mark taken out of the peak in proportion.
    function _settledLevel(uint256 idle, uint256 value) internal view returns (Level memory level) {
        level = _level;
        if (level.idleAtMark > idle) {
            uint256 paid = level.idleAtMark - idle;
            level.peak = value == 0 ? 0 : uint80(Math.mulDiv(level.peak, value, value + paid));
        }
        level.idleAtMark = idle.toUint80();
    }

    /// @dev Raises the peak or trips the breaker.
    function _watch(Level memory level, uint256 value, Brakes memory brakes) internal {
        if (value >= level.peak) {
            level.peak = value.toUint80();
        } else if (!brakes.tripped && value * BPS < level.peak * (BPS - brakes.limits.drawdownBps)) {
            _brakes.tripped = true;
            emit BreakerTripped(value, level.peak);
        }
    }
}
