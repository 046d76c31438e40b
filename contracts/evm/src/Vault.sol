// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Book} from "./Book.sol";
import {Distributor} from "./Distributor.sol";
import {Shares} from "./Shares.sol";
import {Trading} from "./Trading.sol";
import {IPool} from "./interfaces/IPool.sol";
import {Twap} from "./libraries/Twap.sol";

/// @title The pool: shares, trading and distribution over one set of books
/// @notice One contract, because a trade, a claim and a distribution touch the same few slots; the parts are separate files.
contract Vault is Distributor, Trading {
    struct Setup {
        string name;
        string symbol;
        IERC20 quote;
        address governor;
        address guardian;
        address contributions;
        address treasury;
        address agent;
        uint32 agentExpiry;
        uint256 mintPrice;
        uint256 epochSeconds;
        Limits limits;
        Policy policy;
        address[] pools;
        uint16[] targetBps;
    }

    error NotGuardian(address caller);
    error BadLimits();
    error BadPool(address pool);
    error BadTargets(uint256 sum);
    error PauseTooLong(uint256 until);

    event AssetListed(uint256 indexed index, address indexed pool, address indexed token);
    event TargetsChanged(uint16[] targetBps);
    event LimitsChanged(Limits limits);
    event AgentChanged(address indexed agent, uint256 expiry);
    event Paused(uint256 until);
    event Resumed();
    event BreakerReset(uint256 nav);

    /// @notice Longest pause a guardian can set; it then ends by itself.
    uint256 public constant MAX_PAUSE = 7 days;
    /// @notice May pause and end the agent's session; may loosen nothing.
    address public immutable guardian;

    constructor(Setup memory setup)
        Book(setup.quote, setup.governor)
        Shares(setup.name, setup.symbol, setup.mintPrice, setup.epochSeconds)
        Distributor(setup.contributions, setup.treasury, setup.policy)
    {
        guardian = setup.guardian;
        _setLimits(setup.limits);
        _setAgent(setup.agent, setup.agentExpiry);
        for (uint256 i; i < setup.pools.length; ++i) _list(setup.pools[i]);
        _setTargets(setup.targetBps);
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

    function setLimits(Limits calldata limits_) external onlyGovernor {
        _setLimits(limits_);
    }

    function setAgent(address agent, uint32 expiry) external onlyGovernor {
        _setAgent(agent, expiry);
    }

    /// @notice Ends a pause early.
    function resume() external onlyGovernor {
        _brakes.pausedUntil = 0;
        emit Resumed();
    }

    /// @notice Closes the breaker and starts a new high-water mark for it.
    function resetBreaker() external onlyGovernor nonReentrant {
        _brakes.tripped = false;
        _level.peak = 0;
        emit BreakerReset(_mark());
    }

    // ------------------------------------------------------------------ guardian

    /// @notice Stops trading and mints until `until`, at most a week ahead. Claims go on.
    function pause(uint40 until) external {
        if (msg.sender != guardian && msg.sender != governor) revert NotGuardian(msg.sender);
        if (until > block.timestamp + MAX_PAUSE) revert PauseTooLong(until);
        if (until > _brakes.pausedUntil) _brakes.pausedUntil = until;
        emit Paused(until);
    }

    /// @notice Ends the agent's session at once.
    function revokeAgent() external {
        if (msg.sender != guardian && msg.sender != governor) revert NotGuardian(msg.sender);
        _setAgent(address(0), 0);
    }

    // ------------------------------------------------------------------ reading

    function asset(uint256 index) external view returns (Asset memory) {
        if (index >= _brakes.assetCount) revert UnknownAsset(index);
        return _assets[index];
    }

    function brakes() external view returns (Brakes memory) {
        return _brakes;
    }

    function session() external view returns (Session memory) {
        return _session;
    }

    function money() external view returns (Money memory) {
        return _money;
    }

    function buckets() external view returns (Buckets memory) {
        return _buckets;
    }

    function earnings() external view returns (Earnings memory) {
        return _earnings;
    }

    function level() external view returns (Level memory) {
        return _level;
    }

    function budgets() external view returns (Budgets memory) {
        return _budgets;
    }

    // ------------------------------------------------------------------ parts

    function _list(address pool) private {
        address token0 = IPool(pool).token0();
        address token1 = IPool(pool).token1();
        bool quoteIs0 = token0 == address(quote);
        if (!quoteIs0 && token1 != address(quote)) revert BadPool(pool);
        uint256 index = _brakes.assetCount++;
        if (index != 0 && _assets[_indexOf[pool]].pool == pool) revert BadPool(pool);
        Asset storage listed = _assets[index];
        listed.pool = pool;
        listed.quoteIs0 = quoteIs0;
        listed.token = quoteIs0 ? token1 : token0;
        _indexOf[pool] = index;
        (, int56 cumulative) = Twap.read(pool);
        (listed.points.newerCumulative, listed.points.newerAt) = (cumulative, uint32(block.timestamp));
        emit AssetListed(index, pool, listed.token);
    }

    function _setTargets(uint16[] memory targetBps) private {
        uint256 sum;
        for (uint256 i; i < targetBps.length; ++i) {
            sum += targetBps[i];
            _assets[i].targetBps = targetBps[i];
        }
        if (targetBps.length != _brakes.assetCount || sum > BPS) revert BadTargets(sum);
        emit TargetsChanged(targetBps);
    }

    function _setLimits(Limits memory limits_) private {
        if (
            limits_.tradeBps > BPS || limits_.slippageBps > BPS || limits_.drawdownBps > BPS || limits_.window == 0
                || limits_.twapSeconds < 30 minutes || limits_.tradesPerMinute > 3
        ) revert BadLimits();
        _brakes.limits = limits_;
        emit LimitsChanged(limits_);
    }

    function _setAgent(address agent, uint32 expiry) private {
        (_session.agent, _session.expiry) = (agent, expiry);
        emit AgentChanged(agent, expiry);
    }
}
