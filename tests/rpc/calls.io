// Calls and estimates: what a contract answers, and every way it can fail.
>> {"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","data":"@init_code"}]}
<< {"jsonrpc":"2.0","id":1,"result":"0x365968fdfccb1dbe2ccf7ec1bf034778d0f4d88e6c356d0d14625b68c1dfddcc"}
>> {"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x3fa4f245"},"latest"]}
<< {"jsonrpc":"2.0","id":1,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":2,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","input":"0x3fa4f245"},"0x1"]}
<< {"jsonrpc":"2.0","id":2,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":3,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","input":"0x3fa4f245","data":"0x3fa4f245"}]}
<< {"jsonrpc":"2.0","id":3,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":4,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","input":"0x3fa4f245","data":"0x"}]}
<< {"jsonrpc":"2.0","id":4,"error":{"code":-32602,"message":"invalid argument 0: both \"data\" and \"input\" are set and not equal"}}
>> {"jsonrpc":"2.0","id":5,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x3fa4f245"},"0x0"]}
<< {"jsonrpc":"2.0","id":5,"result":"0x"}
>> {"jsonrpc":"2.0","id":6,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x3fa4f245"},"0x9"]}
<< {"jsonrpc":"2.0","id":6,"error":{"code":-32000,"message":"header not found"}}
>> {"jsonrpc":"2.0","id":7,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x62c69b80"},"latest"]}
<< {"jsonrpc":"2.0","id":7,"error":{"code":3,"message":"execution reverted: not today","data":"0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000096e6f7420746f6461790000000000000000000000000000000000000000000000"}}
>> {"jsonrpc":"2.0","id":8,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x517550bf0000000000000000000000000000000000000000000000000000000000000001"},"latest"]}
<< {"jsonrpc":"2.0","id":8,"error":{"code":3,"message":"execution reverted: arithmetic overflow or underflow (0x11)","data":"0x4e487b710000000000000000000000000000000000000000000000000000000000000011"}}
>> {"jsonrpc":"2.0","id":9,"method":"eth_call","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b10000000000000000000000000000000000000000000000000000000000000001"},"latest"]}
<< {"jsonrpc":"2.0","id":9,"error":{"code":3,"message":"execution reverted","data":"0x8e4a23d600000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"}}
>> {"jsonrpc":"2.0","id":10,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0xdeadbeef"},"latest"]}
<< {"jsonrpc":"2.0","id":10,"error":{"code":3,"message":"execution reverted","data":"0x"}}
>> {"jsonrpc":"2.0","id":11,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0xf0acd7d5","gas":"0x186a0"},"latest"]}
<< {"jsonrpc":"2.0","id":11,"error":{"code":-32000,"message":"out of gas"}}
>> {"jsonrpc":"2.0","id":12,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0xea0f66b1","gas":"0x2dc6c0"},"latest"]}
<< {"jsonrpc":"2.0","id":12,"error":{"code":3,"message":"execution reverted","data":"0x"}}
>> {"jsonrpc":"2.0","id":13,"method":"eth_call","params":[{"data":"0x602a60005260206000f3"},"latest"]}
<< {"jsonrpc":"2.0","id":13,"result":"0x000000000000000000000000000000000000000000000000000000000000002a"}
>> {"jsonrpc":"2.0","id":14,"method":"eth_call","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x1b9265b8","value":"0x5"},"latest"]}
<< {"jsonrpc":"2.0","id":14,"result":"0x0000000000000000000000000000000000000000000000000000000000000005"}
>> {"jsonrpc":"2.0","id":15,"method":"eth_call","params":[{"from":"0x7777777777777777777777777777777777777777","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x1b9265b8","value":"0x5"},"latest"]}
<< {"jsonrpc":"2.0","id":15,"error":{"code":-32000,"message":"insufficient funds for gas * price + value"}}
>> {"jsonrpc":"2.0","id":16,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x3fa4f245"},"latest",{"0x5fbdb2315678afecb367f032d93f642f64180aa3":{"stateDiff":{"0x0000000000000000000000000000000000000000000000000000000000000000":"0x0000000000000000000000000000000000000000000000000000000000000063"}}}]}
<< {"jsonrpc":"2.0","id":16,"result":"0x0000000000000000000000000000000000000000000000000000000000000063"}
>> {"jsonrpc":"2.0","id":17,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x3fa4f245"},"latest",{"0x5fbdb2315678afecb367f032d93f642f64180aa3":{"code":"0x602a60005260206000f3"}}]}
<< {"jsonrpc":"2.0","id":17,"result":"0x000000000000000000000000000000000000000000000000000000000000002a"}
>> {"jsonrpc":"2.0","id":18,"method":"eth_call","params":[{"from":"0x7777777777777777777777777777777777777777","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x1b9265b8","value":"0x5"},"latest",{"0x7777777777777777777777777777777777777777":{"balance":"0x5"}}]}
<< {"jsonrpc":"2.0","id":18,"result":"0x0000000000000000000000000000000000000000000000000000000000000005"}
>> {"jsonrpc":"2.0","id":19,"method":"eth_call","params":[{"data":"0x4360005260206000f3"},"latest",{},{"number":"0x1234"}]}
<< {"jsonrpc":"2.0","id":19,"result":"0x0000000000000000000000000000000000000000000000000000000000001234"}
>> {"jsonrpc":"2.0","id":20,"method":"eth_call","params":[{"to":"0x12"},"latest"]}
<< {"jsonrpc":"2.0","id":20,"error":{"code":-32602,"message":"invalid argument 0: to: hex string has 2 digits, want 40"}}
>> {"jsonrpc":"2.0","id":21,"method":"eth_call","params":[]}
<< {"jsonrpc":"2.0","id":21,"error":{"code":-32602,"message":"missing value for required argument 0"}}
>> {"jsonrpc":"2.0","id":22,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","gas":5}]}
<< {"jsonrpc":"2.0","id":22,"error":{"code":-32602,"message":"invalid argument 0: gas: expected a hex string, not int64"}}
>> {"jsonrpc":"2.0","id":23,"method":"eth_call","params":[{"to":"0x5fbdb2315678afecb367f032d93f642f64180aa3"},"latest",{"0x5fbdb2315678afecb367f032d93f642f64180aa3":{"state":{},"stateDiff":{}}}]}
<< {"jsonrpc":"2.0","id":23,"error":{"code":-32602,"message":"invalid argument 2: an account has both \"state\" and \"stateDiff\""}}
>> {"jsonrpc":"2.0","id":24,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x1"}]}
<< {"jsonrpc":"2.0","id":24,"result":"0x5208"}
>> {"jsonrpc":"2.0","id":25,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b10000000000000000000000000000000000000000000000000000000000000001"},"pending"]}
<< {"jsonrpc":"2.0","id":25,"result":"0x6d5f"}
>> {"jsonrpc":"2.0","id":26,"method":"eth_estimateGas","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b10000000000000000000000000000000000000000000000000000000000000001"}]}
<< {"jsonrpc":"2.0","id":26,"error":{"code":3,"message":"execution reverted","data":"0x8e4a23d600000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"}}
>> {"jsonrpc":"2.0","id":27,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x62c69b80"}]}
<< {"jsonrpc":"2.0","id":27,"error":{"code":3,"message":"execution reverted: not today","data":"0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000096e6f7420746f6461790000000000000000000000000000000000000000000000"}}
>> {"jsonrpc":"2.0","id":28,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0xf0acd7d5","gas":"0x186a0"}]}
<< {"jsonrpc":"2.0","id":28,"error":{"code":-32000,"message":"gas required exceeds allowance (100000)"}}
>> {"jsonrpc":"2.0","id":29,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","data":"@init_code"}]}
<< {"jsonrpc":"2.0","id":29,"result":"0x6703e"}
>> {"jsonrpc":"2.0","id":30,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0xffffffffffffffffffffffff"}]}
<< {"jsonrpc":"2.0","id":30,"error":{"code":-32000,"message":"insufficient funds for gas * price + value"}}
>> {"jsonrpc":"2.0","id":31,"method":"eth_estimateGas","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","chain":"mainnet","hardfork":"london","networkId":"0x7a69"}]}
<< {"jsonrpc":"2.0","id":31,"result":"0x5208"}
>> {"jsonrpc":"2.0","id":32,"method":"eth_createAccessList","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b10000000000000000000000000000000000000000000000000000000000000001"},"latest"]}
<< {"jsonrpc":"2.0","id":32,"result":{"accessList":[{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","storageKeys":["0x0000000000000000000000000000000000000000000000000000000000000000"]}],"gasUsed":"0x75f7"}}
>> {"jsonrpc":"2.0","id":33,"method":"eth_createAccessList","params":[{"from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b10000000000000000000000000000000000000000000000000000000000000001"},"latest"]}
<< {"jsonrpc":"2.0","id":33,"result":{"accessList":[],"error":"execution reverted","gasUsed":"0x546b"}}
>> {"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"from":"0x7777777777777777777777777777777777777777","to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","gasPrice":"0x2540be400"},"latest"]}
<< {"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"insufficient funds for gas * price + value"}}
