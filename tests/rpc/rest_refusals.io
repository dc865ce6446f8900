// REST: every mistake has its status and says what was wrong.
>> POST /api/v1/contracts {"name":"probe","artifact":@artifact,"args":["7"]}
<< 201 {"name":"probe","address":"0x5FbDB2315678afecb367f032d93F642f64180aa3","transaction":"0x365968fdfccb1dbe2ccf7ec1bf034778d0f4d88e6c356d0d14625b68c1dfddcc","status":"deployed","block":{"number":1,"hash":"*","stateRoot":"*","timestamp":1700000000},"gasUsed":421950}
>> POST /api/v1/contracts {"name":"probe","artifact":@artifact,"args":["7"]}
<< 409 {"type":"about:blank","title":"Conflict","status":409,"detail":"there is a contract \"probe\" already"}
>> POST /api/v1/contracts {"name":"a/b","artifact":@artifact,"args":["7"]}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"a name has 1 to 64 letters, digits, \"_\", \"-\" and \".\", and does not begin with 0x"}
>> POST /api/v1/contracts {"name":"other","artifact":@artifact}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/args/0: the argument \"first\" is missing","errors":[{"pointer":"/args/0","expected":"uint256","detail":"the argument \"first\" is missing"}]}
>> POST /api/v1/contracts {"name":"other"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"give either \"source\" (text) or \"artifact\" (a compiler's output)"}
>> POST /api/v1/contracts {"name":"other","source":"contract A {}"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"this node has no compiler: give an \"artifact\""}
>> POST /api/v1/contracts {"name":"other","artifact":{}}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the artifact has no \"abi\""}
>> POST /api/v1/contracts {"name":7,"artifact":@artifact,"args":["7"]}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"\"name\" must be a string"}
>> POST /api/v1/contracts {"name":
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"byte 8: incomplete JSON","offset":8}
>> POST /api/v1/contracts {"name":"x","name":"y"}
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"byte 17: the key \"name\" appears twice","offset":17}
>> POST /api/v1/contracts []
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body must be an object"}
>> POST /api/v1/contracts/prob/call/value
<< 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"there is no contract \"prob\"","nearest":["probe"]}
>> POST /api/v1/contracts/probe/call/vlaue
<< 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"the contract has no function \"vlaue\"","nearest":["value"]}
>> POST /api/v1/contracts/probe/call/overloaded {"args":[1]}
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"there are several functions \"overloaded\": name one by its signature","signatures":["overloaded(uint256)","overloaded(bool)"]}
>> POST /api/v1/contracts/probe/send/set {"args":["-1"]}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/args/0: out of range","errors":[{"pointer":"/args/0","expected":"uint256","detail":"out of range"}]}
>> POST /api/v1/contracts/probe/send/set {"args":[9007199254740993]}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/args/0: not an integer (a decimal or 0x string, or a number up to 2^53 - 1)","errors":[{"pointer":"/args/0","expected":"uint256","detail":"not an integer (a decimal or 0x string, or a number up to 2^53 - 1)"}]}
>> POST /api/v1/contracts/probe/send/set {"args":{"newValeu":1}}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/args/newValue: the argument is missing","errors":[{"pointer":"/args/newValue","expected":"uint256","detail":"the argument is missing"},{"pointer":"/args/newValeu","expected":"nothing","detail":"there is no such parameter"}]}
>> POST /api/v1/contracts/probe/send/set {"args":[1,2]}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/args/1: one argument too many","errors":[{"pointer":"/args/1","expected":"nothing","detail":"one argument too many"}]}
>> POST /api/v1/contracts/probe/send/set {"args":"1"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/args: arguments are given by position or by name","errors":[{"pointer":"/args","expected":"array or object","detail":"arguments are given by position or by name"}]}
>> POST /api/v1/contracts/probe/send/set {"args":["1"],"from":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted: Unauthorized(0x70997970C51812dc3A010C7d01b50e0d17dc79C8)","revert":{"name":"Unauthorized","args":{"caller":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"},"data":"0x8e4a23d600000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8","reason":"Unauthorized(0x70997970C51812dc3A010C7d01b50e0d17dc79C8)"}}
>> POST /api/v1/contracts/probe/call/refuse
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted: not today","revert":{"name":"Error","args":{"message":"not today"},"data":"0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000096e6f7420746f6461790000000000000000000000000000000000000000000000","reason":"not today"}}
>> POST /api/v1/contracts/probe/call/overflow {"args":[1]}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted: arithmetic overflow or underflow (0x11)","revert":{"name":"Panic","args":{"code":"17"},"data":"0x4e487b710000000000000000000000000000000000000000000000000000000000000011","reason":"arithmetic overflow or underflow (0x11)"}}
>> POST /api/v1/contracts/probe/send/refuse
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted: not today","revert":{"name":"Error","args":{"message":"not today"},"data":"0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000096e6f7420746f6461790000000000000000000000000000000000000000000000","reason":"not today"}}
>> POST /api/v1/contracts/probe/call/spin {"gas":100000}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call failed: out of gas"}
>> POST /api/v1/contracts/probe/call/recurse {"gas":3000000}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted","revert":{"name":null,"args":null,"data":"0x"}}
>> POST /api/v1/contracts/probe/send/set {"args":["1"],"value":"1"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/value: the function takes no value","errors":[{"pointer":"/value","expected":"0","detail":"the function takes no value"}]}
>> POST /api/v1/contracts/probe/send/set {"args":["1"],"from":"0x70997970C51812dc3A010C7d01b50e0d17dc79c8"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/from: not an address, or its checksum is wrong","errors":[{"pointer":"/from","expected":"address","detail":"not an address, or its checksum is wrong"}]}
>> POST /api/v1/contracts/probe/send/set {"args":["1"],"from":"0x7777777777777777777777777777777777777777"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"unknown account 0x7777777777777777777777777777777777777777"}
>> POST /api/v1/contracts/probe/send/pay {"value":"999999999999999999999999999"}
<< 409 {"type":"about:blank","title":"Conflict","status":409,"detail":"insufficient funds for gas * price + value"}
>> POST /api/v1/contracts/probe/send/pay {"value":"much"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/value: not an integer (a decimal or 0x string, or a number up to 2^53 - 1)","errors":[{"pointer":"/value","expected":"uint256","detail":"not an integer (a decimal or 0x string, or a number up to 2^53 - 1)"}]}
>> POST /api/v1/contracts/probe/send/pay {"gas":"18446744073709551616"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/gas: out of range","errors":[{"pointer":"/gas","expected":"uint64","detail":"out of range"}]}
>> GET /api/v1/txs/0x0000000000000000000000000000000000000000000000000000000000000000
<< 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"there is no such transaction"}
>> GET /api/v1/txs/12
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"a transaction's hash has 0x and 64 digits"}
>> GET /api/v1/blocks/99
<< 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"there is no block 99"}
>> GET /api/v1/blocks/newest
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"\"newest\" is neither a block number nor a block tag"}
>> GET /api/v1/accounts/0x12
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"not an address, or its checksum is wrong"}
>> GET /api/v1/accounts/0x70997970C51812dc3A010C7d01b50e0d17dc79c8
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"not an address, or its checksum is wrong"}
>> GET /api/v1/nosuch
<< 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"there is nothing at /api/v1/nosuch"}
>> GET /api/v1/contracts/%zz
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the path's percent escapes are malformed"}
>> DELETE /api/v1/contracts
<< 405 {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"this path does not know the method"}
>> GET /api/v1/contracts/probe/send/set
<< 405 {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"this path does not know the method"}
>> POST /api/v1/contracts/probe/send/refuse {"gas":100000}
<< 200 {"hash":"0x4dbdcbbe086957e3a00c9a9c105e0b8d52d6ebe61c524ad2f40130e1474e9fd1","from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","to":"0x5FbDB2315678afecb367f032d93F642f64180aa3","nonce":1,"value":"0","gasLimit":100000,"maxFeePerGas":"2537403438","input":"0x62c69b80","status":"reverted","block":{"number":2,"hash":"*","stateRoot":"*","timestamp":1700000001},"index":0,"gasUsed":21321,"gasPrice":"1768701719","contractAddress":null,"events":[],"revert":{"name":"Error","args":{"message":"not today"},"data":"0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000096e6f7420746f6461790000000000000000000000000000000000000000000000","reason":"not today"}}
>> POST /api/v1/contracts/probe/send/set {"args":["1"],"nonce":7,"max/fee":"1"}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/nonce: there is no such member","errors":[{"pointer":"/nonce","expected":"nothing","detail":"there is no such member"},{"pointer":"/max~1fee","expected":"nothing","detail":"there is no such member"}]}
>> GET /api/v1/blocks?limit=%zz
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the query's percent escapes are malformed"}
>> GET /api/v1/contracts/probe/call/value?block=%
<< 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the query's percent escapes are malformed"}
>> GET /api/v1/contracts/0x5fbDB2315678afecb367f032d93F642f64180aa3
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"not an address, or its checksum is wrong"}
>> GET /api/v1/contracts/0x12
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"not an address, or its checksum is wrong"}
