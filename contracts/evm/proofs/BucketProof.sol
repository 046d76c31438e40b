// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Bucket} from "../src/libraries/Bucket.sol";

/// @dev `back` is at most what a linear refill returns in `elapsed`.
function atMostLinear(uint256 back, uint256 window, uint256 capacity, uint256 elapsed) pure returns (bool) {
    return back * window <= capacity * elapsed;
}

/// @title The charges of any window, wherever it begins, sum to at most the budget
/// @notice Proved by `npm run prove`, by induction over the charges. `oneCharge` says what the library does in one step, whatever its
/// arguments; `anyWindow` takes just that as given and adds the step to a window that began `since` seconds before. At its beginning
/// nothing was charged or returned, which meets the conditions.
contract BucketProof {
    /// A charge that fits leaves at most half the budget used, and no more than the linear refill was given back before it.
    function oneCharge(uint256 used, uint256 elapsed, uint256 amount, uint256 budget, uint256 window) external pure {
        require(window != 0 && window < 2 ** 24);
        require(budget < 2 ** 64 && elapsed < 2 ** 64 && amount < 2 ** 128);
        uint256 capacity = budget / 2;
        require(used <= capacity);
        (bool fits, uint256 after_) = Bucket.charge(used, elapsed, amount, budget, window);
        assert(fits == (after_ <= capacity));
        assert(after_ >= amount);
        assert(after_ - amount <= used);
        assert(atMostLinear(used - (after_ - amount), window, capacity, elapsed));
    }

    /// `charged` and `returned` are the sums since the window began; the step charges `amount` after `back` was given back.
    function anyWindow(
        uint256 used,
        uint256 charged,
        uint256 returned,
        uint256 since,
        uint256 back,
        uint256 amount,
        uint256 elapsed,
        uint256 budget,
        uint256 window
    ) external pure {
        require(window != 0 && window < 2 ** 24);
        require(budget < 2 ** 64 && elapsed < 2 ** 64 && since < 2 ** 64);
        require(charged < 2 ** 128 && returned < 2 ** 128 && amount < 2 ** 128);
        uint256 capacity = budget / 2;
        require(used <= capacity && back <= used);
        require(charged <= used + returned);
        require(atMostLinear(returned, window, capacity, since));
        require(atMostLinear(back, window, capacity, elapsed));
        uint256 after_ = used - back + amount;
        require(after_ <= capacity);
        assert(charged + amount <= after_ + returned + back);
        assert(atMostLinear(returned + back, window, capacity, since + elapsed));
        if (since + elapsed <= window) assert(charged + amount <= budget);
    }
}
