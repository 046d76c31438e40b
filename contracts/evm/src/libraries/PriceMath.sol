// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";

/// @title Amounts of one token in units of the other at a tick
library PriceMath {
    /// @notice `amount` of token0 in token1 (`forward`), or of token1 in token0, at `tick`, rounded down.
    function convert(uint256 amount, int24 tick, bool forward) internal pure returns (uint256) {
        if (amount == 0) return 0;
        uint256 root = TickMath.getSqrtPriceAtTick(tick);
        if (root <= type(uint128).max) {
            uint256 ratioX192 = root * root;
            return forward ? Math.mulDiv(ratioX192, amount, 1 << 192) : Math.mulDiv(1 << 192, amount, ratioX192);
        }
        uint256 ratioX128 = Math.mulDiv(root, root, 1 << 64);
        return forward ? Math.mulDiv(ratioX128, amount, 1 << 128) : Math.mulDiv(1 << 128, amount, ratioX128);
    }
}
