// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Council} from "../src/Council.sol";
import {WeightedCouncil} from "../src/WeightedCouncil.sol";
import {Register} from "./Council.t.sol";
import {Test} from "forge-std/Test.sol";

/// V22: the same four holders with 40, 30, 20 and 10, counted in other ways.
contract WeightedCouncilTest is Test {
    Register internal shares = new Register();
    uint256 internal constant START = 1_725_000_000;

    function setUp() public {
        vm.warp(START);
        shares.begin(START - 100);
        for (uint256 id = 1; id <= 4; ++id) shares.set(id, address(uint160(id)), 50 - 10 * id, START - 1000);
    }

    function _found(WeightedCouncil.Weighting weighting, uint16 capBps) private returns (WeightedCouncil) {
        return new WeightedCouncil(
            shares,
            Council.Rules(2 days, 1 days, 7 days, 4000, 500, 0),
            Council.Targets(address(1), address(2), address(3), address(4)),
            weighting,
            capBps
        );
    }

    function _ids(uint256 a) private pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = a;
    }

    function _propose(Council council) private returns (uint256) {
        vm.prank(address(1));
        return council.propose(Council.Kind.Resume, "", "", _ids(1));
    }

    function _vote(Council council, uint256 id, uint256 share, Council.Choice choice) private {
        vm.prank(address(uint160(share)));
        council.vote(id, choice, _ids(share));
    }

    function test_squareRoots() public {
        WeightedCouncil council = _found(WeightedCouncil.Weighting.Root, 0);
        uint256 id = _propose(council);
        uint64[4] memory wanted = [uint64(6_324_555), 5_477_225, 4_472_135, 3_162_277];
        uint256 sum;
        for (uint256 share = 1; share <= 4; ++share) {
            _vote(council, id, share, Council.Choice.Yes);
            sum += wanted[share - 1];
            assertEq(council.proposal(id).yes, sum);
        }
        assertApproxEqAbs(uint256(wanted[0]) * 1_000_000 / sum, 325_401, 1, "the largest holder's share of V22");
    }

    function test_sharesOfOneHolderCountTogether() public {
        WeightedCouncil council = _found(WeightedCouncil.Weighting.Root, 0);
        shares.set(9, address(1), 60, START - 1000);
        uint256 id = _propose(council);
        _vote(council, id, 1, Council.Choice.Yes);
        vm.prank(address(1));
        council.vote(id, Council.Choice.Yes, _ids(9));
        assertEq(council.proposal(id).yes, 10_000_000, "the root of 100, not of 40 plus that of 60");
        assertEq(council.castOf(id), 100);
    }

    function test_oneHolderOneVote() public {
        WeightedCouncil council = _found(WeightedCouncil.Weighting.Equal, 0);
        shares.set(9, address(1), 60, START - 1000);
        uint256 id = _propose(council);
        _vote(council, id, 1, Council.Choice.Yes);
        vm.prank(address(1));
        council.vote(id, Council.Choice.Yes, _ids(9));
        _vote(council, id, 3, Council.Choice.No);
        _vote(council, id, 4, Council.Choice.No);
        assertEq(council.proposal(id).yes, 1);
        assertEq(council.proposal(id).no, 2);
        vm.warp(START + 2 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Defeated), "two small holders outvote the largest");
    }

    function test_capOfATenth() public {
        WeightedCouncil council = _found(WeightedCouncil.Weighting.Capped, 1000);
        uint256 id = _propose(council);
        for (uint256 share = 1; share <= 4; ++share) _vote(council, id, share, Council.Choice.Yes);
        assertEq(council.proposal(id).yes, 40, "ten each");
        vm.warp(START + 2 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Passed));
    }

    function test_theQuorumIsCountedByShare() public {
        WeightedCouncil council = _found(WeightedCouncil.Weighting.Equal, 0);
        uint256 id = _propose(council);
        _vote(council, id, 3, Council.Choice.Yes);
        _vote(council, id, 4, Council.Choice.Yes);
        vm.warp(START + 2 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Defeated), "30 of 100 is no quorum");
    }

    function test_badCaps() public {
        vm.expectRevert(abi.encodeWithSelector(WeightedCouncil.BadCap.selector, 0));
        _found(WeightedCouncil.Weighting.Capped, 0);
        vm.expectRevert(abi.encodeWithSelector(WeightedCouncil.BadCap.selector, 10_001));
        _found(WeightedCouncil.Weighting.Capped, 10_001);
        vm.expectRevert(abi.encodeWithSelector(WeightedCouncil.BadCap.selector, 5));
        _found(WeightedCouncil.Weighting.Root, 5);
    }
}
