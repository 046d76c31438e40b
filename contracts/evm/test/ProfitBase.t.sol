// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Base} from "./Base.t.sol";

/// A vault that makes profit.
contract ProfitBase is Base {
    /// Buys BTC, lets it rise by `bps`, sells all: realised profit, marked.
    function _profit(int256 bps) internal {
        _beat();
        _buy(0, annex.nav() * 19 / 1000);
        _move(btcPool, bps);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held * 2 / 3);
        _sell(0, annex.asset(0).books.held);
        _beat();
    }

    function _one(uint256 id) internal pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = id;
    }
}
