// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {Council} from "../src/Council.sol";
import {Mandate} from "../src/Mandate.sol";
import {Models} from "../src/Models.sol";
import {Register} from "./Council.t.sol";

/// Refusals of council, mandate and register of models that no other test meets.
contract OfficesTest is Test {
    Council.Targets private _targets = Council.Targets(address(1), address(2), address(3), address(4));

    function _rules() private pure returns (Council.Rules memory) {
        return Council.Rules(2 days, 1 days, 7 days, 4000, 500, 0);
    }

    function test_badRulesMakeNoCouncil() public {
        Register register = new Register();
        for (uint256 which; which < 3; ++which) {
            Council.Rules memory rules = _rules();
            if (which == 0) rules.quorumBps = 10_001;
            else if (which == 1) rules.proposeBps = 10_001;
            else rules.votingSeconds = 0;
            vm.expectRevert(Council.BadRules.selector);
            new Council(register, rules, _targets);
        }
    }

    function test_rulesAreReadAsTheyWereSet() public {
        Council.Rules memory rules = new Council(new Register(), _rules(), _targets).rules();
        assertEq(abi.encode(rules), abi.encode(_rules()));
    }

    function test_whatWasNeverProposed() public {
        Council council = new Council(new Register(), _rules(), _targets);
        vm.expectRevert(abi.encodeWithSelector(Council.UnknownProposal.selector, 7));
        council.proposal(7);
        vm.expectRevert(abi.encodeWithSelector(Council.UnknownProposal.selector, 7));
        council.queue(7);
        vm.expectRevert(abi.encodeWithSelector(Council.UnknownProposal.selector, 7));
        council.execute(7);
        vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, 7, Council.State.Unknown));
        council.releaseBond(7);
        vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, 7, Council.State.Unknown));
        council.vote(7, Council.Choice.Yes, new uint256[](0));
    }

    function test_aProposalIsWithdrawnOnceAndSoonEnough() public {
        vm.warp(1_725_000_000);
        Register register = new Register();
        register.begin(1_725_000_000);
        register.set(1, address(this), 10, 1);
        Council council = new Council(register, _rules(), _targets);
        uint256[] memory ids = new uint256[](1);
        ids[0] = 1;
        uint256 id = council.propose(Council.Kind.Resume, "", "", ids);
        council.cancel(id);
        vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, id, Council.State.Cancelled));
        council.cancel(id);
        id = council.propose(Council.Kind.Resume, "", "", ids);
        council.vote(id, Council.Choice.Yes, ids);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, id, Council.State.Passed));
        council.vote(id, Council.Choice.Yes, ids);
        council.queue(id);
        skip(1 days);
        vm.mockCall(address(1), abi.encodeWithSignature("resume()"), "");
        council.execute(id);
        vm.expectRevert(abi.encodeWithSelector(Council.WrongState.selector, id, Council.State.Executed));
        council.cancel(id);
    }

    function test_ordersHaveBounds() public {
        Mandate mandate = new Mandate(address(this), address(this), Mandate.Config(800_000, 2000, 50, 300, 0));
        Mandate.Config[3] memory bad = [
            Mandate.Config(1_000_001, 2000, 50, 300, 0),
            Mandate.Config(800_000, 10_001, 50, 300, 0),
            Mandate.Config(800_000, 2000, 10_001, 300, 0)
        ];
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(Mandate.BadConfig.selector);
            mandate.setConfig(bad[i]);
        }
        mandate.setConfig(Mandate.Config(1_000_000, 10_000, 10_000, 0, 0));
    }

    function test_onlyACandidateGoesIntoTheShadow() public {
        Models models = new Models(address(this), address(this));
        vm.expectRevert(abi.encodeWithSelector(Models.UnknownModel.selector, bytes32("a")));
        models.shadow("a");
        models.register(1, "a", "", 0);
        models.activate("a");
        vm.expectRevert(abi.encodeWithSelector(Models.UnknownModel.selector, bytes32("a")));
        models.shadow("a");
        vm.expectRevert(abi.encodeWithSelector(Models.UnknownModel.selector, bytes32("b")));
        models.activate("b");
    }
}
