// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Council, IShares} from "../src/Council.sol";
import {Mandate} from "../src/Mandate.sol";
import {Models} from "../src/Models.sol";
import {Treasury} from "../src/Treasury.sol";
import {Base} from "./Base.t.sol";

/// A vault that a real council governs; Alice and Bob hold half each.
contract GovernedBase is Base {
    Council internal council;
    Mandate internal mandate;
    Models internal models;
    Treasury internal funds;
    /// Where the council will stand.
    address internal chair;

    function setUp() public virtual override {
        chair = vm.computeCreateAddress(address(this), 1000);
        super.setUp();
        mandate = new Mandate(chair, address(this), Mandate.Config(800_000, 2000, 50, 300, 0));
        models = new Models(chair, address(this));
        funds = new Treasury(chair);
        vm.setNonce(address(this), 1000);
        council = new Council(
            IShares(address(vault)),
            Council.Rules(2 days, 1 days, 7 days, 4000, 100, 0),
            Council.Targets(address(vault), address(mandate), address(models), address(funds))
        );
        assertEq(address(council), chair);
        _mint(ALICE, 1_000_000 * USDC);
        _mint(BOB, 1_000_000 * USDC);
        skip(1 days);
        _pass(1);
        _beat();
    }

    function _governor() internal view override returns (address) {
        return chair;
    }

    function _ids(uint256 id) internal pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = id;
    }

    function _targets(uint16 a, uint16 b) internal pure returns (uint16[] memory targets) {
        targets = new uint16[](2);
        (targets[0], targets[1]) = (a, b);
    }

    /// Proposed by Alice, voted, and passed; not queued.
    function _passed(Council.Kind kind, bytes memory payload) internal returns (uint256 id) {
        vm.startPrank(ALICE);
        id = council.propose(kind, payload, "", _ids(1));
        council.vote(id, Council.Choice.Yes, _ids(1));
        vm.stopPrank();
        skip(2 days);
        vm.roll(block.number + 1);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Passed));
    }

    /// The same, queued, waited for and carried out.
    function _carried(Council.Kind kind, bytes memory payload) internal {
        uint256 id = _passed(kind, payload);
        council.queue(id);
        skip(1 days);
        vm.roll(block.number + 1);
        vm.prank(address(0xABC));
        council.execute(id);
        assertEq(uint8(council.stateOf(id)), uint8(Council.State.Executed));
    }
}
