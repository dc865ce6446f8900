// Balances, nonces, code and storage, now and before.
>> {"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","latest"]}
<< {"jsonrpc":"2.0","id":1,"result":"0x21e19e0c9bab2400000"}
>> {"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","data":"@init_code"}]}
<< {"jsonrpc":"2.0","id":1,"result":"0x365968fdfccb1dbe2ccf7ec1bf034778d0f4d88e6c356d0d14625b68c1dfddcc"}
>> {"jsonrpc":"2.0","id":2,"method":"eth_getTransactionCount","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","latest"]}
<< {"jsonrpc":"2.0","id":2,"result":"0x1"}
>> {"jsonrpc":"2.0","id":3,"method":"eth_getTransactionCount","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","0x0"]}
<< {"jsonrpc":"2.0","id":3,"result":"0x0"}
>> {"jsonrpc":"2.0","id":4,"method":"eth_getTransactionCount","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","pending"]}
<< {"jsonrpc":"2.0","id":4,"result":"0x1"}
>> {"jsonrpc":"2.0","id":5,"method":"eth_getCode","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3","0x0"]}
<< {"jsonrpc":"2.0","id":5,"result":"0x"}
>> {"jsonrpc":"2.0","id":6,"method":"eth_getCode","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","latest"]}
<< {"jsonrpc":"2.0","id":6,"result":"0x"}
>> {"jsonrpc":"2.0","id":7,"method":"eth_getStorageAt","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3","0x0","latest"]}
<< {"jsonrpc":"2.0","id":7,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":8,"method":"eth_getStorageAt","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3","0x0000000000000000000000000000000000000000000000000000000000000000",{"blockNumber":"0x1"}]}
<< {"jsonrpc":"2.0","id":8,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":9,"method":"eth_getStorageAt","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3","0x0","0x0"]}
<< {"jsonrpc":"2.0","id":9,"result":"0x0000000000000000000000000000000000000000000000000000000000000000"}
>> {"jsonrpc":"2.0","id":10,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x5fbdb2315678afecb367f032d93f642f64180aa3","data":"0x60fe47b1000000000000000000000000000000000000000000000000000000000000002a"}]}
<< {"jsonrpc":"2.0","id":10,"result":"0xc7fcb7c2d364611e69b89a5f007b98cecbf122395971019e317075893f6aba54"}
>> {"jsonrpc":"2.0","id":11,"method":"eth_getStorageAt","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3","0x0","latest"]}
<< {"jsonrpc":"2.0","id":11,"result":"0x000000000000000000000000000000000000000000000000000000000000002a"}
>> {"jsonrpc":"2.0","id":12,"method":"eth_getStorageAt","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3","0x0","0x1"]}
<< {"jsonrpc":"2.0","id":12,"result":"0x0000000000000000000000000000000000000000000000000000000000000007"}
>> {"jsonrpc":"2.0","id":13,"method":"eth_getBalance","params":["0x7777777777777777777777777777777777777777","latest"]}
<< {"jsonrpc":"2.0","id":13,"result":"0x0"}
>> {"jsonrpc":"2.0","id":14,"method":"eth_getBalance","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"]}
<< {"jsonrpc":"2.0","id":14,"result":"0x21e19ddcd2310f990f7"}
>> {"jsonrpc":"2.0","id":15,"method":"eth_getBalance","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","0xff"]}
<< {"jsonrpc":"2.0","id":15,"error":{"code":-32000,"message":"header not found"}}
>> {"jsonrpc":"2.0","id":16,"method":"eth_getBalance","params":["0x12"]}
<< {"jsonrpc":"2.0","id":16,"error":{"code":-32602,"message":"invalid argument 0: hex string has 2 digits, want 40"}}
>> {"jsonrpc":"2.0","id":17,"method":"eth_getBalance","params":[]}
<< {"jsonrpc":"2.0","id":17,"error":{"code":-32602,"message":"missing value for required argument 0"}}
>> {"jsonrpc":"2.0","id":18,"method":"eth_getBalance","params":["0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",{"blockHash":"0x0000000000000000000000000000000000000000000000000000000000000000"}]}
<< {"jsonrpc":"2.0","id":18,"error":{"code":-32000,"message":"header not found"}}
>> {"jsonrpc":"2.0","id":19,"method":"eth_getProof","params":["0x7777777777777777777777777777777777777777",[],"latest"]}
<< {"jsonrpc":"2.0","id":19,"result":{"address":"0x7777777777777777777777777777777777777777","accountProof":"*","balance":"0x0","codeHash":"*","nonce":"0x0","storageHash":"*","storageProof":[]}}
>> {"jsonrpc":"2.0","id":20,"method":"eth_getProof","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3",["0x0"],"latest"]}
<< {"jsonrpc":"2.0","id":20,"result":{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","accountProof":"*","balance":"0x0","codeHash":"*","nonce":"0x1","storageHash":"*","storageProof":[{"key":"0x0","value":"0x2a","proof":"*"}]}}
>> {"jsonrpc":"2.0","id":21,"method":"eth_getProof","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3",["0x0"],"0x0"]}
<< {"jsonrpc":"2.0","id":21,"result":{"address":"0x5fbdb2315678afecb367f032d93f642f64180aa3","accountProof":["0xf8d1a01cbd388cc34d3158c22e168d119a712c42d76bd8948d0b665cf181328f4017c38080a066a64e47bae97c0fccdc260c76b1c987c89560cb40e86ea17a1d5fd49e35bebe8080a05fcf174853081b01a575e1d637da14fd8faa12f24de60f97a86d4c4312d2f0f980a04b29efa44ecf50c19b34950cf1d0f05e00568bcc873120fbea9a4e8439de096280808080a008be39f7c15cc06a7d863615397887281eadcbdb7907665d0683ca3c6383e6b0a0762987ed41064fb5c48182d60becfc99fcdc23211918591b09643b8864373f918080"],"balance":"0x0","codeHash":"0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470","nonce":"0x0","storageHash":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","storageProof":[{"key":"0x0","value":"0x0","proof":[]}]}}
>> {"jsonrpc":"2.0","id":22,"method":"eth_getProof","params":["0x5fbdb2315678afecb367f032d93f642f64180aa3",["zero"],"latest"]}
<< {"jsonrpc":"2.0","id":22,"error":{"code":-32602,"message":"invalid argument 1: hex string without 0x prefix"}}
