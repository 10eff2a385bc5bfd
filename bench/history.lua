-- Asks for the same page as each of many people in turn.
-- Usage: wrk … -s history.lua URL -- PEOPLE, a file of `TOKEN ROOM` lines.

local requests = {}
local turn = 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        wrk.headers["Authorization"] = "Bearer " .. line:match("^%S+")
        requests[#requests + 1] = wrk.format()
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end
