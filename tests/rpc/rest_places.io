// REST: where in the source a call fails, for a contract whose artifact says so. Its code is PUSH0 PUSH0 REVERT.
>> POST /api/v1/contracts {"name":"wall","artifact":{"contractName":"Wall","abi":[{"type":"function","name":"f","inputs":[],"outputs":[],"stateMutability":"nonpayable"}],"bytecode":"0x625f5ffd5f526003601df3","sourceMap":{"sources":["wall.deed"],"creation":[],"runtime":[[0,0,4,7,"a requirement does not hold"]]}}}
<< 201 {"name":"wall","address":"0x5FbDB2315678afecb367f032d93F642f64180aa3","transaction":"0xe11f00550fb58a543abe01962139208df0a2dff45e1b9afa7726943d811c656f","status":"deployed","block":{"number":1,"hash":"0x3d3847eba49b07ddeb23344243e89ad505eaa9fa76f7be9d00df8bb5ec58a10d","stateRoot":"0x296c41e74113b062adcbce49d70ed2cf4bf997913bc472e9f4557cec4b42a28d","timestamp":1700000000},"gasUsed":53795}
>> POST /api/v1/contracts/wall/call/f
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted, at wall.deed:4:7: a requirement does not hold","revert":{"name":null,"args":null,"data":"0x","place":{"file":"wall.deed","line":4,"column":7,"check":"a requirement does not hold"}}}
>> POST /api/v1/contracts/wall/send/f
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted, at wall.deed:4:7: a requirement does not hold","revert":{"name":null,"args":null,"data":"0x","place":{"file":"wall.deed","line":4,"column":7,"check":"a requirement does not hold"}}}
// The code that creates a contract has a map of its own: PUSH0 PUSH0 REVERT again.
>> POST /api/v1/contracts {"name":"gate","artifact":{"contractName":"Gate","abi":[],"bytecode":"0x5f5ffd","sourceMap":{"sources":["gate.deed"],"creation":[[0,0,2,3]],"runtime":[]}}}
<< 422 {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"the call reverted, at gate.deed:2:3","revert":{"name":null,"args":null,"data":"0x","place":{"file":"gate.deed","line":2,"column":3,"check":null}}}
