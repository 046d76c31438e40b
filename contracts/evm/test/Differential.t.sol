// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Distributor} from "../src/Distributor.sol";
import {Vault} from "../src/Vault.sol";
import {Slots} from "../src/libraries/Slots.sol";
import {Base} from "./Base.t.sol";

/// A vault to which a test can give a profit without trading for it.
contract ProfitVault is Vault {
    using Slots for *;

    constructor(Setup memory setup) Vault(setup) {}

    function profit(uint256 amount) external {
        Money memory money = _money.load();
        money.idle += uint80(amount);
        money.realised += int80(int256(amount));
        money.gain = uint64(amount);
        money.markedAt = uint32(block.timestamp);
        _money.store(money);
    }
}

/// Replays sequences that the TypeScript ledger wrote, and compares every result to the unit. `test/ledger-differential.slow.ts` writes the
/// file and runs this; without the file there is nothing to compare.
contract DifferentialTest is Base {
    string private constant FILE = "out/differential.bin";
    uint256 private constant FRESH = 0;
    uint256 private constant MINT = 1;
    uint256 private constant DISTRIBUTE = 2;
    uint256 private constant CLAIM = 3;
    uint256 private constant TRANSFER = 4;
    uint256 private constant REDEEM = 5;
    uint256 private constant TOTALS = 6;

    function test_everySequenceGivesTheLedgersFigures() public {
        if (!vm.exists(FILE)) return;
        bytes memory file = vm.readFileBinary(FILE);
        assertEq(file.length % 32, 0);
        Vault.Setup memory setup = _setup(usdc);
        vault = new ProfitVault(setup);
        annex = Annex(address(vault));
        uint256 fresh = vm.snapshotState();
        uint256 sequences;
        for (uint256 at = 32; at <= file.length; at += 32) {
            uint256 word;
            assembly {
                word := mload(add(file, at))
            }
            if (word >> 248 == FRESH) {
                vm.revertToState(fresh);
                ++sequences;
                continue;
            }
            _replay(word >> 248, uint32(word >> 160), uint80(word >> 80), uint80(word));
        }
        assertGe(sequences, vm.envOr("HANSE_SEQUENCES", uint256(1)));
    }

    /// Earnings per weight have 96 bits: what does not fit is refused whole, and claims go on.
    function test_earningsThatDoNotFitAreRefused() public {
        vault = new ProfitVault(_setup(usdc));
        annex = Annex(address(vault));
        _mint(ALICE, 100 * USDC);
        uint256 most = type(uint64).max;
        for (uint256 i; i < 38; ++i) {
            usdc.mint(address(vault), most);
            ProfitVault(address(vault)).profit(most);
            vault.distribute();
        }
        uint256 owed = vault.claimableRewards(1);
        ProfitVault(address(vault)).profit(most);
        vm.expectRevert(Distributor.EarningsFull.selector);
        vault.distribute();
        uint256[] memory ids = new uint256[](1);
        ids[0] = 1;
        vm.prank(ALICE);
        assertEq(vault.claim(ids), owed);
    }

    function _person(uint256 n) private pure returns (address) {
        return address(uint160(0xE0000 + n));
    }

    function _replay(uint256 op, uint256 id, uint256 amount, uint256 expected) private {
        if (op == MINT) {
            uint256 made = _mint(_person(id), amount);
            assertEq(annex.weightOf(made), expected, "weight");
        } else if (op == DISTRIBUTE) {
            usdc.mint(address(vault), amount);
            ProfitVault(address(vault)).profit(amount);
            vault.distribute();
            assertEq(annex.money().idle, expected, "idle after a distribution");
        } else if (op == CLAIM) {
            assertEq(vault.claimableRewards(id), expected, "claimable");
            if (expected == 0) return;
            uint256[] memory ids = new uint256[](1);
            ids[0] = id;
            vm.prank(vault.ownerOf(id));
            assertEq(vault.claim(ids), expected, "claimed");
        } else if (op == TRANSFER) {
            address owner = vault.ownerOf(id);
            vm.prank(owner);
            vault.transferFrom(owner, _person(amount), id);
            assertEq(vault.claimableRewards(id), expected, "claims travel");
        } else if (op == REDEEM) {
            skip(1 days);
            address owner = vault.ownerOf(id);
            uint256 before = usdc.balanceOf(owner);
            vm.prank(owner);
            assertEq(annex.redeem(id, 0), amount, "assets");
            assertEq(usdc.balanceOf(owner) - before, amount + expected, "assets and rewards");
        } else if (op == TOTALS) {
            assertEq(annex.money().idle, amount, "idle");
            assertEq(annex.totalWeight(), expected, "weight in all");
        }
    }
}
