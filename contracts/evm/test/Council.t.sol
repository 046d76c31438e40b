// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Allotments} from "../src/Allotments.sol";
import {Council, IShares} from "../src/Council.sol";
import {Mandate} from "../src/Mandate.sol";
import {Book} from "../src/Book.sol";
import {Models} from "../src/Models.sol";
import {Treasury} from "../src/Treasury.sol";

/// Shares without money: owner, weight and time of mint can be set.
contract Register is IShares {
    struct Row {
        address owner;
        uint256 weight;
        uint256 mintedAt;
    }

    mapping(uint256 id => Row) public rows;
    uint256 public total;
    uint256 public startedAt;

    function set(uint256 id, address owner, uint256 weight, uint256 mintedAt) external {
        rows[id] = Row(owner, weight, mintedAt);
        total += weight;
    }

    uint256 public oldestExit;

    function wait_(uint256 since) external {
        oldestExit = since;
    }

    function begin(uint256 at) external {
        startedAt = at;
    }

    function snapshot() external view returns (uint256, uint256) {
        return (startedAt, total);
    }

    function votingWeight(address owner, uint256[] calldata ids, uint256 before) external view returns (uint256 weight) {
        for (uint256 i; i < ids.length; ++i) {
            Row memory row = rows[ids[i]];
            if (row.owner != owner) revert Book.NotHolder(ids[i], owner);
            require(row.mintedAt < before, "too young");
            weight += row.weight;
        }
    }
}

contract CouncilTest is Test {
    Register internal shares = new Register();
    Council internal council;
    Mandate internal mandate;
    Models internal models;
    uint256 internal start;

    function setUp() public {
        vm.warp(1_725_000_000);
        start = 1_725_000_000;
        shares.begin(start - 100);
        for (uint256 id = 1; id <= 4; ++id) shares.set(id, address(uint160(id)), 50 - 10 * id, start - 1000);
        address council_ = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 2);
        mandate = new Mandate(council_, address(this), Mandate.Config(800_000, 2000, 50, 300, 0));
        models = new Models(council_, address(this));
        council = new Council(
            shares,
            Council.Rules(2 days, 1 days, 7 days, 4000, 500, 0),
            Council.Targets(address(0xBAD), address(mandate), address(models), address(0x7EA))
        );
        assertEq(address(council), council_);
    }

    function _ids(uint256 a) internal pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = a;
    }

    function _propose() internal returns (uint256) {
        bytes memory payload = abi.encode(Mandate.Config(550_000, 1000, 40, 600, keccak256("s")));
        vm.prank(address(1));
        return council.propose(Council.Kind.Mandate, payload, "lower the threshold", _ids(1));
    }

    function _vote(uint256 id, uint256 share, Council.Choice choice) internal {
        vm.prank(address(uint160(share)));
        council.vote(id, choice, _ids(share));
    }

    function test_sixtyToThirtyPassesAndIsCarriedOut() public {
        uint256 id = _propose();
        _vote(id, 1, Council.Choice.Yes);
        _vote(id, 3, Council.Choice.Yes);
        _vote(id, 2, Council.Choice.No);
        Council.Proposal memory made = council.proposal(id);
        assertEq(made.yes, 60);
        assertEq(made.no, 30);
        vm.expectPartialRevert(Council.WrongState.selector);
        council.queue(id);
        vm.warp(start + 2 days);
        council.queue(id);
        vm.expectPartialRevert(Council.WrongState.selector);
        council.execute(id);
        vm.warp(start + 3 days);
        council.execute(id);
        assertEq(mandate.config().thresholdMicro, 550_000);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Executed));
        vm.expectPartialRevert(Council.WrongState.selector);
        council.execute(id);
    }

    function test_eachShareVotesOnceEvenAfterATransfer() public {
        uint256 id = _propose();
        _vote(id, 1, Council.Choice.Yes);
        vm.expectRevert(abi.encodeWithSelector(Council.AlreadyVoted.selector, id, 1));
        _vote(id, 1, Council.Choice.No);
        shares.set(1, address(2), 40, start - 1000);
        vm.expectRevert(abi.encodeWithSelector(Council.AlreadyVoted.selector, id, 1));
        vm.prank(address(2));
        council.vote(id, Council.Choice.No, _ids(1));
        assertTrue(council.hasVoted(id, 1));
        assertFalse(council.hasVoted(id, 2));
    }

    function test_sameShareTwiceInOneBallot() public {
        uint256 id = _propose();
        uint256[] memory twice = new uint256[](2);
        (twice[0], twice[1]) = (1, 1);
        vm.prank(address(1));
        vm.expectRevert(abi.encodeWithSelector(Council.AlreadyVoted.selector, id, 1));
        council.vote(id, Council.Choice.Yes, twice);
    }

    function test_votesOverManyWordsOfTheBitmap() public {
        uint256[] memory ids = new uint256[](5);
        (ids[0], ids[1], ids[2], ids[3], ids[4]) = (300, 5, 256, 301, 6);
        for (uint256 i; i < 5; ++i) shares.set(ids[i], address(9), 3, start - 500);
        uint256 id = _propose();
        vm.prank(address(9));
        council.vote(id, Council.Choice.Yes, ids);
        assertEq(council.proposal(id).yes, 15);
        for (uint256 i; i < 5; ++i) assertTrue(council.hasVoted(id, ids[i]));
    }

    function test_quorumAndMajority() public {
        uint256 id = _propose();
        _vote(id, 2, Council.Choice.Yes);
        vm.warp(start + 2 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Defeated), "30 of 100 is no quorum");
        vm.warp(start);
        id = _propose();
        _vote(id, 2, Council.Choice.Yes);
        _vote(id, 4, Council.Choice.Abstain);
        vm.warp(start + 2 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Passed), "40 cast, more yes than no");
        vm.warp(start);
        id = _propose();
        _vote(id, 2, Council.Choice.Yes);
        _vote(id, 3, Council.Choice.No);
        _vote(id, 4, Council.Choice.No);
        vm.warp(start + 2 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Defeated), "a tie does not pass");
    }

    function test_thresholdAndLateShares() public {
        vm.prank(address(4));
        shares.set(7, address(7), 3, start - 1000);
        vm.prank(address(7));
        vm.expectPartialRevert(Council.TooLittleWeight.selector);
        council.propose(Council.Kind.Resume, "", "", _ids(7));
        shares.set(8, address(8), 50, start - 50);
        uint256 id = _propose();
        vm.prank(address(8));
        vm.expectRevert("too young");
        council.vote(id, Council.Choice.Yes, _ids(8));
    }

    function test_aShareStandsBehindAProposalOnce() public {
        shares.set(7, address(7), 3, start - 1000);
        uint256[] memory twice = new uint256[](2);
        (twice[0], twice[1]) = (7, 7);
        vm.prank(address(7));
        vm.expectRevert(abi.encodeWithSelector(Council.NotAscending.selector, 7));
        council.propose(Council.Kind.Resume, "", "", twice);
    }

    function test_delegate() public {
        uint256 id = _propose();
        vm.prank(address(5));
        vm.expectRevert(abi.encodeWithSelector(Council.NotDelegate.selector, address(1), address(5)));
        council.voteFor(address(1), id, Council.Choice.Yes, _ids(1));
        vm.prank(address(1));
        council.delegate(address(5));
        vm.prank(address(5));
        council.voteFor(address(1), id, Council.Choice.Yes, _ids(1));
        assertEq(council.proposal(id).yes, 40);
    }

    function test_expiryAndCancel() public {
        uint256 id = _propose();
        _vote(id, 1, Council.Choice.Yes);
        vm.warp(start + 2 days);
        council.queue(id);
        vm.warp(start + 10 days);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Expired));
        vm.prank(address(1));
        vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, id, Council.State.Expired));
        council.cancel(id);
        vm.warp(start);
        id = _propose();
        vm.expectRevert(abi.encodeWithSelector(Council.NotProposer.selector, address(this)));
        council.cancel(id);
        vm.prank(address(1));
        council.cancel(id);
        vm.expectPartialRevert(Council.WrongState.selector);
        _vote(id, 1, Council.Choice.Yes);
    }

    function test_aFailedCallKeepsItsReason() public {
        vm.prank(address(1));
        uint256 id = council.propose(Council.Kind.ActivateModel, abi.encode(bytes32("none")), "", _ids(1));
        _vote(id, 1, Council.Choice.Yes);
        vm.warp(start + 2 days);
        council.queue(id);
        vm.warp(start + 3 days);
        bytes memory reason = abi.encodeWithSelector(Models.UnknownModel.selector, bytes32("none"));
        vm.expectRevert(abi.encodeWithSelector(Council.CallFailed.selector, reason));
        council.execute(id);
        models.register(1, bytes32("none"), "bafy", 0);
        council.execute(id);
        assertEq(models.active(), bytes32("none"));
    }

    function test_signedBallotsCountLikeVotes() public {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        shares.set(9, signer, 45, start - 1000);
        uint256 id = _propose();
        Council.Ballot[] memory ballots = new Council.Ballot[](1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, council.ballotHash(id, Council.Choice.Yes, _ids(9)));
        ballots[0] = Council.Ballot(signer, id, Council.Choice.No, _ids(9), abi.encodePacked(r, s, v));
        vm.expectRevert(abi.encodeWithSelector(Council.BadSignature.selector, signer));
        council.castBallots(ballots);
        ballots[0].choice = Council.Choice.Yes;
        council.castBallots(ballots);
        assertEq(council.proposal(id).yes, 45);
        vm.expectRevert(abi.encodeWithSelector(Council.AlreadyVoted.selector, id, 9));
        council.castBallots(ballots);
    }

    function test_bondReturnsWithAQuorumAndIsLostWithout() public {
        council = new Council(
            shares,
            Council.Rules(2 days, 1 days, 7 days, 4000, 500, 1 ether),
            Council.Targets(address(0xBAD), address(mandate), address(models), address(0x7EA))
        );
        vm.deal(address(1), 5 ether);
        vm.startPrank(address(1));
        vm.expectRevert(abi.encodeWithSelector(Council.WrongBond.selector, 0, 1 ether));
        council.propose(Council.Kind.Resume, "", "", _ids(1));
        uint256 kept = council.propose{value: 1 ether}(Council.Kind.Resume, "", "", _ids(1));
        uint256 lost = council.propose{value: 1 ether}(Council.Kind.Resume, "", "", _ids(1));
        council.vote(kept, Council.Choice.No, _ids(1));
        vm.expectPartialRevert(Council.WrongState.selector);
        council.releaseBond(kept);
        vm.stopPrank();
        vm.warp(start + 2 days);
        // Nobody takes a bond back by withdrawing what was voted down.
        for (uint256 id = kept; id <= lost; ++id) {
            vm.prank(address(1));
            vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, id, Council.State.Defeated));
            council.cancel(id);
        }
        council.releaseBond(kept);
        council.releaseBond(lost);
        assertEq(address(1).balance, 4 ether);
        assertEq(address(0x7EA).balance, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(Council.NoBond.selector, kept));
        council.releaseBond(kept);
    }

    function test_treasurySpendsOnlyForTheGovernor() public {
        Treasury treasury = new Treasury(address(this));
        vm.deal(address(treasury), 2 ether);
        vm.prank(address(1));
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotGovernor.selector, address(1)));
        treasury.spend(IERC20(address(0)), address(1), 1);
        treasury.spend(IERC20(address(0)), address(0xFEE), 2 ether);
        assertEq(address(0xFEE).balance, 2 ether);
    }

    /// Selectors are written as text in the contract; here they are compared with the functions themselves.
    function test_everyKindStandsForOneCall() public view {
        bytes4[20] memory wanted = [
            AnnexCalls.setTargets.selector,
            AnnexCalls.setLimits.selector,
            AnnexCalls.setPolicy.selector,
            Mandate.setConfig.selector,
            Models.activate.selector,
            AnnexCalls.setAgent.selector,
            AnnexCalls.listPool.selector,
            AnnexCalls.resume.selector,
            AnnexCalls.resetBreaker.selector,
            AnnexCalls.pause.selector,
            Treasury.spend.selector,
            AnnexCalls.setGate.selector,
            AnnexCalls.shutdown.selector,
            AnnexCalls.setEligibility.selector,
            AnnexCalls.setUnlock.selector,
            AnnexCalls.setStaking.selector,
            Allotments.changeCapital.selector,
            Allotments.shiftCapital.selector,
            Allotments.review.selector,
            Mandate.setFederation.selector
        ];
        for (uint8 kind; kind < 20; ++kind) {
            (, bytes4 selector) = council.action(Council.Kind(kind));
            assertEq(selector, wanted[kind]);
        }
    }
}

interface AnnexCalls {
    function setTargets(uint16[] calldata) external;
    function setLimits(Book.Limits calldata) external;
    function setPolicy(Book.Policy calldata) external;
    function setAgent(address, uint32) external;
    function listPool(address) external;
    function resume() external;
    function resetBreaker() external;
    function pause(uint40) external;
    function setGate(address) external;
    function shutdown() external;
    function setEligibility(address) external;
    function setUnlock(uint24) external;
    function setStaking(address) external;
}
