// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

uint256 constant BPS = 10_000;

/// @title A distribution splits its amount to the last unit; what rounding leaves over goes to the treasury
/// @notice Proved by `npm run prove`. The split stands inside `Distributor.distribute`, on packed words that the prover cannot follow; its
/// expressions are repeated here with the fields by name, and the script fails where the source has others.
contract SplitProof {
    function split(uint256 amount, uint256 holdersBps, uint256 reinvestBps, uint256 aiBps, uint256 treasuryBps) external pure {
        require(amount < 2 ** 64);
        require(holdersBps <= BPS && reinvestBps <= BPS && aiBps <= BPS && treasuryBps <= BPS);
        require(holdersBps + reinvestBps + aiBps + treasuryBps == BPS);
        uint256 holders = (amount * holdersBps) / BPS;
        uint256 reinvest = (amount * reinvestBps) / BPS;
        uint256 ai = (amount * aiBps) / BPS;
        uint256 treasury = (amount - holders - reinvest - ai);
        assert(holders + reinvest + ai + treasury == amount);
        assert(holders * BPS <= amount * holdersBps && amount * holdersBps < holders * BPS + BPS);
        assert(reinvest * BPS <= amount * reinvestBps && amount * reinvestBps < reinvest * BPS + BPS);
        assert(ai * BPS <= amount * aiBps && amount * aiBps < ai * BPS + BPS);
        assert(treasury * BPS >= amount * treasuryBps);
        assert(treasury * BPS < amount * treasuryBps + 3 * BPS);
    }

    /// What leaves the three figures of the money word is never more than each of them holds, so no field borrows from the next.
    function noBorrow(uint256 idle, uint256 realised, uint256 gain, uint256 reinvestBps) external pure {
        require(idle < 2 ** 80 && realised < 2 ** 79 && gain < 2 ** 64 && reinvestBps <= BPS);
        uint256 least = realised;
        if (least > gain) least = gain;
        if (least > idle) least = idle;
        uint256 reinvest = (least * reinvestBps) / BPS;
        assert(least - reinvest <= idle && least <= realised && least <= gain && least < 2 ** 64);
    }
}
