-- Sends one request per line of a file, in turns; prints what came of it as JSON.
-- Arguments: the file, the header that the lines are values of, then optionally a JSON body, which makes
-- the requests POST.
local requests, at = {}, 0

function init(args)
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  local method = "GET"
  if args[3] then
    method = "POST"
    headers["Content-Type"] = "application/json"
  end
  for line in io.lines(args[1]) do
    headers[args[2]] = line
    requests[#requests + 1] = wrk.format(method, nil, headers, args[3])
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p99_ms": %.4f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
