// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {Checkpoints} from "../src/Checkpoints.sol";
import {Contributions} from "../src/Contributions.sol";
import {Governed} from "../src/Governed.sol";
import {Models} from "../src/Models.sol";
import {Scores} from "../src/Scores.sol";
import {Accumulator} from "../src/libraries/Accumulator.sol";
import {Bucket} from "../src/libraries/Bucket.sol";
import {MockToken} from "../src/local/MockToken.sol";

contract RegistersTest is Test {
    address internal constant OPERATOR = address(0x0B);

    function test_modelsOnlyTheGovernorActivates() public {
        Models models = new Models(address(this), OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(Governed.NotOperator.selector, address(this)));
        models.register(1, "a", "bafy", 0);
        vm.startPrank(OPERATOR);
        models.register(1, "a", "bafy", 0);
        models.register(2, "b", "bafz", 0);
        models.shadow("b");
        vm.expectRevert(abi.encodeWithSelector(Models.AlreadyRegistered.selector, bytes32("a")));
        models.register(1, "a", "bafy", 0);
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGovernor.selector, OPERATOR));
        models.activate("a");
        vm.stopPrank();
        models.activate("a");
        models.activate("b");
        assertEq(models.active(), "b");
        assertEq(uint8(models.modelOf("a").status), uint8(Models.Status.Retired));
        assertEq(models.count(), 2);
    }

    function test_scoresAndCheckpointsNeverChange() public {
        Scores scores = new Scores(address(this), OPERATOR);
        Checkpoints heads = new Checkpoints(address(this), OPERATOR);
        vm.startPrank(OPERATOR);
        scores.commit(1, "r", "bafy");
        vm.expectRevert(abi.encodeWithSelector(Scores.EpochTaken.selector, 1));
        scores.commit(1, "q", "bafy");
        vm.expectRevert(Scores.EmptyRoot.selector);
        scores.commit(2, 0, "bafy");
        heads.checkpoint(0, "h");
        heads.checkpoint(5, "i");
        vm.expectRevert(abi.encodeWithSelector(Checkpoints.NotLater.selector, 5, 5));
        heads.checkpoint(5, "j");
        vm.stopPrank();
        scores.setOperator(address(this));
        scores.commit(2, "s", "");
    }

    /// Vector V42: four cumulative amounts of epoch 7.
    function test_contributionsPayCumulativeTotals() public {
        MockToken token = new MockToken("T", "T", 18);
        Contributions pot = new Contributions(address(this), address(this), token);
        bytes32 root = 0x4ae4bc0f241a18e6716b0d0098b50ad27d0cb86904ad5968d1d7cdfe70c3a9e0;
        bytes32[] memory proof = new bytes32[](2);
        proof[0] = 0x7f9e17ce04df9c4fc946bfc591e3c2eca18755832ad6c9b1e3c7f376317f10d8;
        proof[1] = 0x788fd88ee43974099340b117915dcef9d6d4fe7a1486da3eec3fa2ca3b01d6b0;
        vm.expectRevert(abi.encodeWithSelector(Contributions.Overpromised.selector, 100 ether, 0));
        pot.publishRoot(7, root, 100 ether);
        token.mint(address(pot), 100 ether);
        pot.publishRoot(7, root, 100 ether);
        vm.expectRevert(abi.encodeWithSelector(Contributions.EpochNotLater.selector, 7, 7));
        pot.publishRoot(7, root, 1);
        vm.expectRevert(abi.encodeWithSelector(Contributions.NotPayee.selector, 1, address(this)));
        pot.claimContribution(1, 40 ether, proof);
        pot.register(1, address(0xA));
        vm.expectRevert(abi.encodeWithSelector(Contributions.AlreadyRegistered.selector, 1));
        pot.register(1, address(0xB));
        vm.expectRevert(abi.encodeWithSelector(Contributions.BadProof.selector, 1));
        pot.claimContribution(1, 41 ether, proof);
        pot.claimContribution(1, 40 ether, proof);
        assertEq(token.balanceOf(address(0xA)), 40 ether);
        vm.expectRevert(Contributions.NothingClaimable.selector);
        pot.claimContribution(1, 40 ether, proof);
        vm.expectRevert(abi.encodeWithSelector(Contributions.NotPayee.selector, 1, address(this)));
        pot.changePayee(1, address(this));
        vm.prank(address(0xA));
        pot.changePayee(1, address(0xC));
        assertEq(pot.payeeOf(1), address(0xC));
    }

    // ------------------------------------------------------------------ arithmetic

    /// Vector V12b: weights 40, 30, 20, 10; 110 units in five deposits; 106 claimed at the end, 4 stay owed.
    function test_accumulatorVector() public pure {
        uint256[5] memory deposits = [uint256(1), 1, 1, 7, 100];
        uint256 perWeight;
        uint256 carry;
        for (uint256 i; i < 5; ++i) {
            uint256 increase;
            (increase, carry) = Accumulator.add(deposits[i], carry, 100);
            perWeight += increase;
        }
        assertEq(Accumulator.earned(perWeight, 40), 43);
        assertEq(Accumulator.earned(perWeight, 30), 32);
        assertEq(Accumulator.earned(perWeight, 20), 21);
        assertEq(Accumulator.earned(perWeight, 10), 10);
    }

    /// However deposits and claims interleave, a holder gets what one claim at the end would give, less at most one unit.
    function testFuzz_claimsAtAnyTimeLoseNothing(uint64[8] memory weights, uint64[6] memory deposits, uint256 seed) public pure {
        uint256 total;
        for (uint256 i; i < 8; ++i) total += weights[i] = uint64(bound(weights[i], 1, 1e15));
        uint256[8] memory upTo;
        uint256[8] memory paid;
        uint256 perWeight;
        uint256 carry;
        uint256 put;
        for (uint256 d; d < 6; ++d) {
            uint256 increase;
            (increase, carry) = Accumulator.add(deposits[d], carry, total);
            assertLt(carry, total);
            perWeight += increase;
            put += deposits[d];
            for (uint256 i; i < 8; ++i) {
                if (d < 5 && uint256(keccak256(abi.encode(seed, d, i))) % 2 == 0) continue;
                uint256 amount = Accumulator.earned(perWeight - upTo[i], weights[i]);
                upTo[i] += Accumulator.consumed(amount, weights[i]);
                assertLe(upTo[i], perWeight);
                paid[i] += amount;
            }
        }
        uint256 sum;
        for (uint256 i; i < 8; ++i) {
            sum += paid[i];
            uint256 exact = put * weights[i] / total;
            assertLe(paid[i], exact);
            assertLe(exact - paid[i], 1, "at most one unit of dust");
        }
        assertLe(sum, put);
        assertLe(put - sum, 8 + 1);
    }

    function testFuzz_bucketNeverExceedsItsCapacity(uint32[10] memory amounts, uint32[10] memory waits) public pure {
        uint256 used;
        uint256 charged;
        uint256 elapsed;
        for (uint256 i; i < 10; ++i) {
            uint256 wait = bound(waits[i], 0, 50_000);
            (bool fits, uint256 next) = Bucket.charge(used, wait, bound(amounts[i], 0, 600), 2000, 86_400);
            elapsed += wait;
            if (!fits) {
                // What was refused changes nothing but the clock.
                (, used) = Bucket.charge(used, wait, 0, 2000, 86_400);
                continue;
            }
            charged += bound(amounts[i], 0, 600);
            used = next;
            assertLe(used, 1000);
            assertLe(charged, 1000 + 1000 * elapsed / 86_400, "capacity and refill bound all charges");
        }
    }
}
