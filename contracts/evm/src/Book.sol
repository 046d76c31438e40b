// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Twap} from "./libraries/Twap.sol";

/// @title The vault's books: every amount it tracks and every setting, in the one layout that vault and annex share
/// @notice Amounts are tracked, never read from token balances, so a donation changes nothing. Structs are packed into the slots that
/// an operation writes together; the widths bound a vault at 2^80 quote units.
abstract contract Book is ReentrancyGuardTransient {
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

    /// One slot: limits and brakes as they are stored; a struct within a struct would take a second slot.
    struct BrakesSlot {
        uint16 tradeBps;
        uint16 slippageBps;
        uint16 deviationTicks;
        uint16 turnoverBps;
        uint16 lossBps;
        uint24 window;
        uint16 drawdownBps;
        uint16 twapSeconds;
        uint16 beatSeconds;
        uint16 beatBlocks;
        uint8 tradesPerMinute;
        uint40 pausedUntil;
        bool tripped;
        uint8 assetCount;
        bool gated;
        uint8 positions;
        bool unlocking;
    }

    /// Limits and brakes as they are read.
    struct Brakes {
        Limits limits;
        uint40 pausedUntil;
        bool tripped;
        uint8 assetCount;
        /// Whether a gate is asked before each trade.
        bool gated;
        /// Bit i: the vault has liquidity in the pool of asset i, one of the first eight.
        uint8 positions;
        /// Whether realised profit unlocks over time.
        bool unlocking;
    }

    /// Parts of 10 000; they sum to 10 000.
    struct Policy {
        uint16 holdersBps;
        uint16 reinvestBps;
        uint16 aiBps;
        uint16 treasuryBps;
    }

    /// Four slots: the pool, what a trade changes, the mean price, the token.
    struct Asset {
        address pool;
        bool quoteIs0;
        uint16 targetBps;
        Holdings books;
        Twap.Checkpoints points;
        address token;
    }

    /// One slot: what a trade changes.
    struct Holdings {
        uint96 held;
        /// Average cost of what is held, quote units.
        uint80 cost;
        /// The last three trades, seconds modulo 2^24.
        uint24 last1;
        uint24 last2;
        uint24 last3;
    }

    /// Two slots: liquidity in the pool of an asset, and what stands behind it in the books.
    struct Position {
        uint128 liquidity;
        int24 lower;
        int24 upper;
        /// Quote units and base units put in for the liquidity that still stands, and the average cost of that base.
        uint80 quotePut;
        uint96 basePut;
        uint80 cost;
    }

    /// One slot: realised profit that may not be distributed yet.
    struct Unlock {
        uint80 locked;
        uint40 since;
        /// When all of it is free; it becomes free linearly.
        uint40 until;
        /// Over how many seconds new profit unlocks; zero for at once.
        uint24 span;
    }

    /// One slot: who gets the holders' part where a vote has reserved it for staked shares; zero for all holders.
    struct Staking {
        address stakes;
        uint16 holdersBps;
    }

    /// One slot: the guardian's present or last pause.
    struct Turn {
        uint40 from;
        uint40 until;
    }

    /// One slot: earnings per weight where the last cycle began and where it ended, and how many there were. A cycle ends when the buckets
    /// are paid out and holders have earned since they were paid before.
    struct Cycle {
        uint96 from;
        uint96 to;
        uint32 count;
    }

    /// One slot per share in the exit queue: since when, and its neighbours.
    struct Queued {
        uint40 at;
        uint32 ahead;
        uint32 behind;
    }

    /// One slot: the ends of the exit queue; zero when it is empty.
    struct Queue {
        uint32 first;
        uint32 last;
    }

    /// One slot: budgets in 1e-8 of net asset value, refilling linearly.
    struct Budgets {
        uint64 turnover;
        uint64 loss;
        uint64 at;
    }

    /// One slot per share, so that a vote or a claim learns all it needs in one read.
    struct Holding {
        address owner;
        uint64 weight;
        uint32 mintedAt;
    }

    /// One slot per share: what it has earned and what was paid for it.
    struct Standing {
        /// Accumulator up to which this share is paid.
        uint96 perWeight;
        uint80 claimed;
        uint80 paidIn;
    }

    error NotGovernor(address caller);
    error NotAgent(address caller);
    error NotHolder(uint256 id, address caller);
    error NotEnough(uint256 wanted, uint256 available);
    error PartialFill(uint256 used, uint256 wanted);
    error UnknownAsset(uint256 index);
    error NoMeanPrice(uint256 index);
    error StaleMark(uint256 markedAt);
    error NothingClaimable();

    event Marked(uint256 nav, uint256 gain);
    event BreakerTripped(uint256 nav, uint256 peak);
    event Claimed(uint256 indexed id, uint256 amount);

    uint256 internal constant BPS = 10_000;
    /// @notice How old a mark may be when profit is distributed on it.
    uint256 internal constant MARK_SECONDS = 1 hours;

    IERC20 public immutable quote;
    /// @notice The Council: the only one who loosens anything.
    address public immutable governor;
    /// @notice Length of a voting epoch, seconds.
    uint256 public immutable epochSeconds;
    /// @dev At the start one whole quote token is 10^9 weight (10^12 for tokens of more than nine decimals).
    uint256 internal immutable VIRTUAL_WEIGHT;
    uint256 internal immutable VIRTUAL_QUOTE;
    /// @dev Values positions, and holds the code that manages them.
    address internal immutable LIQUIDITY;

    Money internal _money;
    Buckets internal _buckets;
    Earnings internal _earnings;
    Level internal _level;
    Roll internal _roll;
    Session internal _session;
    BrakesSlot internal _brakes;
    Budgets internal _budgets;
    mapping(uint256 index => Asset) internal _assets;
    mapping(address pool => bool) internal _listed;
    mapping(uint256 id => Holding) internal _holdings;
    mapping(uint256 id => Standing) internal _standings;
    mapping(address owner => uint256) internal _counts;
    mapping(uint256 id => Queued) internal _queued;
    address internal _gate;
    address internal _eligibility;
    mapping(uint256 index => Position) internal _positions;
    Unlock internal _unlock;
    Queue internal _queue;
    Staking internal _staking;
    mapping(address owner => address) internal _compounders;
    Turn internal _turn;
    Cycle internal _cycle;

    /// @dev The pool that the vault is swapping in, and the token it may collect.
    address internal transient _swapping;
    address internal transient _paying;
    /// @dev The pool that the vault is adding liquidity to.
    address internal transient _adding;

    modifier onlyGovernor() {
        if (msg.sender != governor) revert NotGovernor(msg.sender);
        _;
    }

    constructor(IERC20 quote_, address governor_, uint256 epochSeconds_, address liquidity_) {
        LIQUIDITY = liquidity_;
        quote = quote_;
        governor = governor_;
        epochSeconds = epochSeconds_;
        uint256 places = IERC20Metadata(address(quote_)).decimals();
        uint256 scale = places > 9 ? 12 : 9;
        VIRTUAL_WEIGHT = scale > places ? 10 ** (scale - places) : 1;
        VIRTUAL_QUOTE = places > scale ? 10 ** (places - scale) : 1;
    }
}
