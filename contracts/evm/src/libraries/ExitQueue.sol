// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Book} from "../Book.sol";

/// @title Shares that wait to leave, in the order of their requests; taken out from anywhere at the same cost
library ExitQueue {
    /// @notice Puts a share that is not in the queue at its end.
    function append(Book.Queue storage queue, mapping(uint256 id => Book.Queued) storage queued, uint256 id) internal {
        uint32 last = queue.last;
        queued[id] = Book.Queued({at: uint40(block.timestamp), ahead: last, behind: 0});
        if (last == 0) queue.first = uint32(id);
        else queued[last].behind = uint32(id);
        queue.last = uint32(id);
    }

    /// @notice Takes a share that is in the queue out of it.
    function remove(Book.Queue storage queue, mapping(uint256 id => Book.Queued) storage queued, uint256 id) internal {
        Book.Queued memory gone = queued[id];
        if (gone.ahead == 0) queue.first = gone.behind;
        else queued[gone.ahead].behind = gone.behind;
        if (gone.behind == 0) queue.last = gone.ahead;
        else queued[gone.behind].ahead = gone.ahead;
        delete queued[id];
    }
}
