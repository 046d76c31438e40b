// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Book} from "./Book.sol";
import {Exits} from "./Exits.sol";
import {Settings} from "./Settings.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Twap} from "./libraries/Twap.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title The vault's rarely used half: exits, settings, guardian, views
/// @notice The vault delegates to this code what it does not know itself; it runs on the vault's books and holds nothing of its own. Split
/// off because one contract may have 24,576 bytes.
contract Annex is Exits, Settings {
    using Slots for *;
    using SafeERC20 for IERC20;
    error NotGuardian(address caller);
    error PauseTooLong(uint256 until);
    error PausedBefore(uint256 freeAt);
    error Loosens();
    error ForeignLiquidity(address liquidity);

    event Paused(uint256 until);
    event Resumed();
    event EligibilityChanged(address indexed eligibility);
    event GateChanged(address indexed gate);

    /// @notice Longest pause; it then ends by itself. As long a guardian waits after one of his before he may set the next.
    uint256 public constant MAX_PAUSE = 7 days;
    /// @notice May pause, tighten limits and end the agent's session; may loosen nothing.
    address public immutable guardian;

    modifier onlyGuardian() {
        if (msg.sender != guardian && msg.sender != governor) revert NotGuardian(msg.sender);
        _;
    }

    constructor(IERC20 quote_, address governor_, uint256 epochSeconds_, address guardian_, address liquidity_)
        Book(quote_, governor_, epochSeconds_, liquidity_)
    {
        guardian = guardian_;
        Book other = Book(liquidity_);
        if (other.quote() != quote_ || other.governor() != governor_ || other.epochSeconds() != epochSeconds_) {
            revert ForeignLiquidity(liquidity_);
        }
    }

    // ------------------------------------------------------------------ governor

    /// @notice Lists another pool of the quote token.
    function listPool(address pool) external onlyGovernor {
        _list(pool);
    }

    /// @notice Which part of the vault each asset should make up, in bps; the rest is quote. The agent steers towards it.
    function setTargets(uint16[] calldata targetBps) external onlyGovernor {
        _setTargets(targetBps);
    }

    /// @notice Sets every limit at once, looser or tighter.
    function setLimits(Limits calldata limits) external onlyGovernor {
        _setLimits(limits);
    }

    /// @notice Sets how profit is split; the parts sum to 10,000.
    function setPolicy(Policy calldata policy_) external onlyGovernor {
        _setPolicy(policy_);
    }

    /// @notice Names the agent and the second its session ends.
    function setAgent(address agent, uint32 expiry) external onlyGovernor {
        _setAgent(agent, expiry);
    }

    /// @notice Names the contract that is asked before each trade; zero for none.
    function setGate(address gate_) external onlyGovernor {
        _gate = gate_;
        _brakes.gated = gate_ != address(0);
        emit GateChanged(gate_);
    }

    /// @notice Names the contract that is asked who may be given a share; zero for none. Transfers are free.
    function setEligibility(address eligibility_) external onlyGovernor {
        _eligibility = eligibility_;
        emit EligibilityChanged(eligibility_);
    }

    /// @notice Ends trading and mints for good; claims and exits go on.
    function shutdown() external onlyGovernor {
        _setAgent(address(0), 0);
        _brakes.pausedUntil = type(uint40).max;
        emit Paused(type(uint40).max);
    }

    /// @notice Ends a pause early. The guardian's wait for his next begins.
    function resume() external onlyGovernor {
        _brakes.pausedUntil = 0;
        if (_turn.until > block.timestamp) _turn.until = uint40(block.timestamp);
        emit Resumed();
    }

    // ------------------------------------------------------------------ guardian

    /// @notice Stops trading and mints until `until`, at most a week ahead. Claims and exits go on. A guardian may lengthen his pause while
    /// it runs, to a week in all; once it is over he waits a week before the next. The governor may pause at any time.
    function pause(uint40 until) external onlyGuardian {
        if (until > block.timestamp + MAX_PAUSE) revert PauseTooLong(until);
        if (msg.sender != governor) _takeTurn(until);
        if (until > _brakes.pausedUntil) _brakes.pausedUntil = until;
        emit Paused(until);
    }

    function _takeTurn(uint40 until) private {
        Turn memory turn = _turn;
        if (block.timestamp >= turn.until) {
            uint256 freeAt = turn.until + MAX_PAUSE;
            if (block.timestamp < freeAt) revert PausedBefore(freeAt);
            _turn = Turn(uint40(block.timestamp), until);
        } else {
            if (until > turn.from + MAX_PAUSE) revert PauseTooLong(until);
            if (until > turn.until) _turn.until = until;
        }
    }

    /// @notice Ends the agent's session at once.
    function revokeAgent() external onlyGuardian {
        _setAgent(address(0), 0);
    }

    /// @notice Sets limits that are all as tight as before or tighter; needs no vote.
    function tighten(Limits calldata to) external onlyGuardian {
        Limits memory from = _brakes.load().limits;
        if (
            to.tradeBps > from.tradeBps || to.slippageBps > from.slippageBps || to.deviationTicks > from.deviationTicks
                || to.turnoverBps > from.turnoverBps || to.lossBps > from.lossBps || to.window < from.window
                || to.drawdownBps > from.drawdownBps || to.twapSeconds < from.twapSeconds || to.beatSeconds > from.beatSeconds
                || to.beatBlocks > from.beatBlocks || to.tradesPerMinute > from.tradesPerMinute
        ) revert Loosens();
        _setLimits(to);
    }

    // ------------------------------------------------------------------ holders

    /// @notice Claims for every token the caller holds. Walks all ids: for large pools name them with `claim`.
    function claimEarnings() external nonReentrant returns (uint256 paid) {
        uint256 perWeight = _earnings.perWeight;
        uint256 end = _roll.nextId;
        for (uint256 id = 1; id < end; ++id) {
            Holding memory holding = _holdings[id].load();
            if (holding.owner == msg.sender) paid += _settle(id, holding.weight, perWeight);
        }
        if (paid == 0) revert NothingClaimable();
        quote.safeTransfer(msg.sender, paid);
    }

    // ------------------------------------------------------------------ views

    /// @notice Start of the present epoch and the total weight at that moment: the snapshot for proposals made now.
    function snapshot() external view returns (uint256 startedAt, uint256 weight) {
        uint256 epoch = block.timestamp / epochSeconds;
        return (epoch * epochSeconds, _roll.epoch == epoch ? _roll.weightBefore : _earnings.weight);
    }

    /// @notice Net asset value in quote units at mean prices.
    function nav() external view returns (uint256 value) {
        return _navAt(true);
    }

    /// @notice Net asset value at the pools' present prices. For display: one transaction can move it.
    function navSpot() external view returns (uint256 value) {
        return _navAt(false);
    }

    /// @notice What a distribution would split now: realised and undistributed, above the high-water mark, and idle.
    function distributable() external view returns (uint256) {
        Money memory books = _money.load();
        return block.timestamp - books.markedAt > MARK_SECONDS ? 0 : _distributable(books);
    }

    /// @notice Owner, weight, time of mint, earnings claimed so far and quote units paid in.
    function share(uint256 id)
        external
        view
        returns (address owner, uint256 weight, uint256 minted, uint256 claimed, uint256 paidIn)
    {
        Holding memory holding = _holdings[id].load();
        Standing memory standing = _standings[id].load();
        return (holding.owner, holding.weight, holding.mintedAt, standing.claimed, standing.paidIn);
    }

    /// @notice Weight of a share; zero once it has left.
    function weightOf(uint256 id) external view returns (uint256) {
        return _holdings[id].weight;
    }

    /// @notice Sum of all standing weights.
    function totalWeight() external view returns (uint256) {
        return _earnings.weight;
    }

    /// @notice The id the next share will have; ids start at 1.
    function nextId() external view returns (uint256) {
        return _roll.nextId;
    }

    /// @notice The split in force.
    function policy() external view returns (Policy memory) {
        uint16 holders = _earnings.holdersBps + _staking.holdersBps;
        (uint16 reinvest, uint16 ai) = (_earnings.reinvestBps, _buckets.aiBps);
        return Policy(holders, reinvest, ai, uint16(BPS - holders - reinvest - ai));
    }

    /// @notice What the vault knows and holds of an asset.
    function asset(uint256 index) external view returns (Asset memory) {
        if (index >= _brakes.assetCount) revert UnknownAsset(index);
        return _assets[index];
    }

    /// @notice Limits, pause and breaker.
    function brakes() external view returns (Brakes memory) {
        return _brakes.load();
    }

    /// @notice The agent, its expiry and its last heartbeat.
    function session() external view returns (Session memory) {
        return _session;
    }

    /// @notice Idle quote, undistributed profit and the last mark.
    function money() external view returns (Money memory) {
        return _money;
    }

    /// @notice What distributions have set aside.
    function buckets() external view returns (Buckets memory) {
        return _buckets;
    }

    /// @notice Earnings per weight, and the weight they are shared by.
    function earnings() external view returns (Earnings memory) {
        return _earnings;
    }

    /// @notice High-water mark and the peak of the breaker.
    function level() external view returns (Level memory) {
        return _level;
    }

    /// @notice How much of turnover and loss is used, in 1e-8 of net asset value, at the last trade.
    function budgets() external view returns (Budgets memory) {
        return _budgets;
    }

    /// @notice The contract asked before each trade, or zero.
    function gate() external view returns (address) {
        return _gate;
    }

    /// @notice When a share was queued to leave; zero when it is not.
    function exitRequestedAt(uint256 id) external view returns (uint256) {
        return _queued[id].at;
    }

    /// @notice The contract that values positions and holds the code that manages them.
    function liquidity() external view returns (address) {
        return LIQUIDITY;
    }

    function _navAt(bool mean) private view returns (uint256 value) {
        value = _money.idle;
        for (uint256 i; i < _brakes.assetCount; ++i) {
            Asset storage listed = _assets[i];
            if (listed.books.held == 0 && !_hasPosition(i)) continue;
            (int24 tick, int56 cumulative) = Twap.read(listed.pool);
            if (mean) {
                bool known;
                (known, tick) = Twap.mean(listed.points, cumulative, _brakes.twapSeconds);
                if (!known) revert NoMeanPrice(i);
            }
            value += PriceMath.convert(listed.books.held, tick, !listed.quoteIs0);
            if (_hasPosition(i)) value += _worth(i, tick);
        }
    }

    /// @dev What the annex does not know, the third part does: adding and taking back liquidity.
    fallback() external {
        address code = LIQUIDITY;
        assembly ("memory-safe") {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), code, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}
