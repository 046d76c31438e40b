// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IPool} from "../interfaces/IPool.sol";

/// @title The outside market on the embedded chain
/// @notice Holds a deep inventory and moves each pool to the price the world had at that moment. Never deployed elsewhere.
contract Arbitrageur {
    using SafeERC20 for IERC20;

    struct Target {
        address pool;
        uint160 sqrtPriceX96;
    }

    error NotKeeper(address caller);
    error NotPool(address caller);

    address public immutable keeper;
    address private _trading;

    constructor(address keeper_) {
        keeper = keeper_;
    }

    /// @notice Swaps in each pool until its price is exactly the target.
    function sync(Target[] calldata targets) external {
        if (msg.sender != keeper) revert NotKeeper(msg.sender);
        for (uint256 i; i < targets.length; ++i) {
            (uint160 now_,,,,,,) = IPool(targets[i].pool).slot0();
            uint160 target = targets[i].sqrtPriceX96;
            if (now_ == target) continue;
            _trading = targets[i].pool;
            IPool(targets[i].pool).swap(address(this), target < now_, type(int256).max, target, "");
        }
        _trading = address(0);
    }

    /// @notice Pays the pool that is being moved.
    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        if (msg.sender != _trading) revert NotPool(msg.sender);
        if (amount0 > 0) IERC20(IPool(msg.sender).token0()).safeTransfer(msg.sender, uint256(amount0));
        if (amount1 > 0) IERC20(IPool(msg.sender).token1()).safeTransfer(msg.sender, uint256(amount1));
    }
}
