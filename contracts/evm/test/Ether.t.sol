// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Shares} from "../src/Shares.sol";
import {IEligibility} from "../src/interfaces/IEligibility.sol";
import {Base} from "./Base.t.sol";

contract WrappedEther is ERC20("WETH", "WETH") {
    function deposit() external payable {
        _mint(msg.sender, msg.value);
    }
}

/// A vault whose quote has eighteen decimals and is paid in the chain's own coin.
contract EtherTest is Base, IEligibility {
    WrappedEther internal weth;
    mapping(address account => bool) internal allowed;

    function setUp() public override {
        super.setUp();
        weth = new WrappedEther();
        // Its pools do not matter here.
        vm.mockCall(address(btcPool), abi.encodeWithSignature("token0()"), abi.encode(weth));
        vm.mockCall(address(ethPool), abi.encodeWithSignature("token0()"), abi.encode(weth));
        _deploy(weth);
        vm.deal(ALICE, 1000 ether);
    }

    function mayHold(address account) external view returns (bool) {
        return allowed[account];
    }

    /// Vector V10: a hundred shares at one ether each are one percent each, and the vault holds a hundred.
    function test_hundredSharesAtOneEther() public {
        vm.startPrank(ALICE);
        for (uint256 i; i < 100; ++i) vault.mintWithEther{value: 1 ether}(ALICE, 1);
        vm.stopPrank();
        assertEq(weth.balanceOf(address(vault)), 100 ether);
        assertEq(annex.nav(), 100 ether);
        for (uint256 id = 1; id <= 100; ++id) assertEq(annex.weightOf(id) * 100, annex.totalWeight());
        skip(1 days);
        vm.prank(ALICE);
        assertApproxEqRel(annex.redeem(1, 0), 1 ether, 1e5);
    }

    function test_etherIntoAnotherTokenIsRefused() public {
        vm.clearMockedCalls();
        _deploy(usdc);
        vm.prank(ALICE);
        vm.expectRevert();
        vault.mintWithEther{value: 1 ether}(ALICE, 1);
    }

    function test_onlyTheEligibleAreGivenShares() public {
        annex.setEligibility(address(this));
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Shares.NotEligible.selector, ALICE));
        vault.mintWithEther{value: 1 ether}(ALICE, 1);
        allowed[ALICE] = true;
        vm.startPrank(ALICE);
        (uint256 id,) = vault.mintWithEther{value: 1 ether}(ALICE, 1);
        vault.transferFrom(ALICE, BOB, id);
        vm.stopPrank();
        assertEq(vault.ownerOf(id), BOB);
    }
}
