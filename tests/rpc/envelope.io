// JSON-RPC itself: ids, batches, notifications, and what is no request.
>> {"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}
<< {"jsonrpc":"2.0","id":1,"result":"0x7a69"}
>> {"jsonrpc":"2.0","id":"8f14e45f-ceea-467f-a0e6","method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":"8f14e45f-ceea-467f-a0e6","result":"0x7a69"}
>> {"jsonrpc":"2.0","id":null,"method":"eth_chainId","params":null}
<< {"jsonrpc":"2.0","id":null,"result":"0x7a69"}
>> {"jsonrpc":"2.0","id":1.5,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the id must be a string, a whole number of 64 bits or null"}}
>> {"jsonrpc":"2.0","id":18446744073709551616,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the id must be a string, a whole number of 64 bits or null"}}
>> {"jsonrpc":"2.0","id":18446744073709551615,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":18446744073709551615,"result":"0x7a69"}
>> {"jsonrpc":"2.0","method":"eth_chainId"}
<<
>> [{"jsonrpc":"2.0","id":2,"method":"eth_chainId"},{"jsonrpc":"2.0","method":"eth_chainId"},7,{"jsonrpc":"2.0","id":3,"method":"eth_nosuch"}]
<< [{"jsonrpc":"2.0","id":2,"result":"0x7a69"},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"a request must be an object"}},{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"the method eth_nosuch does not exist/is not available"}}]
>> [{"jsonrpc":"2.0","method":"eth_chainId"}]
<<
>> []
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"empty batch"}}
>> {bad
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: syntax error"}}
>> [{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: incomplete JSON"}}
>> "text"
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"a request must be an object"}}
>> {"jsonrpc":"1.0","id":1,"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"\"jsonrpc\" must be \"2.0\""}}
>> {"jsonrpc":"2.0","id":1}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"\"method\" must be a string"}}
>> {"jsonrpc":"2.0","method":7}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"\"method\" must be a string"}}
>> {"jsonrpc":"2.0","id":{},"method":"eth_chainId"}
<< {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the id must be a string, a whole number of 64 bits or null"}}
>> {"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":{"address":"0x00"}}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"params must be an array"}}
>> {"jsonrpc":"2.0","id":1,"method":"debug_nosuch","params":[]}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method debug_nosuch does not exist/is not available"}}
>> GET /
<< 405 {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"JSON-RPC is spoken by POST; the REST interface is below /api/v1"}
>> GET /nosuch
<< 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"there is nothing at /nosuch"}
>> GET /health/live
<< 200 {"status":"live"}
>> GET /health/ready
<< 200 {"status":"ready"}
