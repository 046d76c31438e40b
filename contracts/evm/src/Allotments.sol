// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Governed} from "./Governed.sol";

/// @title How much capital each agent may work with, and the reviews that move it from the worst to the best
/// @notice The hub records what each agent earned per cycle. A passed vote gives, takes, shifts, or orders a review over all cycles since
/// the last one. The agents read their allotments here; the vault's own limits bind them all together.
abstract contract Allotments is Governed {
    /// One agent's capital, quote units.
    struct Allotment {
        uint128 capital;
        /// Earned since the last review.
        int128 earned;
    }

    error UnknownAgent(uint256 agent);
    error CycleNotNext(uint256 cycle, uint256 wanted);
    error WrongCount(uint256 given, uint256 agents);
    error TooMuch(uint256 amount, uint256 capital);
    error NoCompetition();
    error BadPart(uint256 bps);

    event CycleRecorded(uint256 indexed cycle, int128[] earned);
    event CapitalChanged(uint256 indexed agent, uint256 capital);
    event Reallocated(uint256 indexed from, uint256 indexed to, uint256 amount);
    event Reviewed(uint256 indexed cycle, uint256 winner, uint256 loser);

    /// @notice Cycles recorded so far.
    uint256 public cycles;
    Allotment[] private _allotments;

    // ------------------------------------------------------------------ operator

    /// @notice Enters what every agent earned in the next cycle, in the order of the agents.
    function recordCycle(uint256 cycle, int128[] calldata earned) external onlyOperator {
        if (cycle != cycles) revert CycleNotNext(cycle, cycles);
        if (earned.length != _allotments.length) revert WrongCount(earned.length, _allotments.length);
        for (uint256 i; i < earned.length; ++i) _allotments[i].earned += earned[i];
        cycles = cycle + 1;
        emit CycleRecorded(cycle, earned);
    }

    // ------------------------------------------------------------------ governor

    /// @notice Gives an agent capital or takes some away; the number after the last agent's admits a new one.
    function changeCapital(uint256 agent, int128 change) external onlyGovernor {
        if (agent == _allotments.length) _allotments.push();
        Allotment storage of_ = _at(agent);
        int256 left = int256(uint256(of_.capital)) + change;
        if (left < 0) revert TooMuch(uint256(-int256(change)), of_.capital);
        if (left > int256(uint256(type(uint128).max))) revert TooMuch(uint256(left), type(uint128).max);
        of_.capital = uint128(uint256(left));
        emit CapitalChanged(agent, of_.capital);
    }

    /// @notice Shifts `bps` of the capital of all agents together from one to another: percentage points of the book.
    function shiftCapital(uint256 from, uint256 to, uint16 bps) external onlyGovernor {
        if (bps == 0 || bps > 10_000) revert BadPart(bps);
        uint256 all;
        for (uint256 i; i < _allotments.length; ++i) all += _allotments[i].capital;
        _move(from, to, all * bps / 10_000);
    }

    /// @notice Ends the window since the last review: `bps` of the loser's capital goes to whoever earned most in it. Where several earned
    /// the same, the first is the winner and the last the loser; where all did, nothing moves.
    function review(uint16 bps) external onlyGovernor {
        if (bps == 0 || bps > 10_000) revert BadPart(bps);
        uint256 count = _allotments.length;
        if (count < 2) revert NoCompetition();
        (uint256 winner, uint256 loser) = (0, 0);
        for (uint256 i = 1; i < count; ++i) {
            if (_allotments[i].earned > _allotments[winner].earned) winner = i;
            if (_allotments[i].earned <= _allotments[loser].earned) loser = i;
        }
        bool even = _allotments[winner].earned == _allotments[loser].earned;
        for (uint256 i; i < count; ++i) _allotments[i].earned = 0;
        emit Reviewed(cycles, winner, loser);
        if (!even) _move(loser, winner, uint256(_allotments[loser].capital) * bps / 10_000);
    }

    // ------------------------------------------------------------------ reading

    /// @notice Every agent's capital and what it earned since the last review.
    function allotments() external view returns (Allotment[] memory) {
        return _allotments;
    }

    // ------------------------------------------------------------------ parts

    function _move(uint256 from, uint256 to, uint256 amount) private {
        (Allotment storage source, Allotment storage target) = (_at(from), _at(to));
        if (amount > source.capital) revert TooMuch(amount, source.capital);
        source.capital -= uint128(amount);
        target.capital += uint128(amount);
        emit Reallocated(from, to, amount);
    }

    function _at(uint256 agent) private view returns (Allotment storage) {
        if (agent >= _allotments.length) revert UnknownAgent(agent);
        return _allotments[agent];
    }
}
